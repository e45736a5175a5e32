package io.zerocopy;

import org.jspecify.annotations.Nullable;

/** The four kinds of transfer, by the names that messages give them. */
enum TransferKind {
    SEND("send of ", " to "),
    RECEIVE("receive from ", " into "),
    COPY("copy of ", " to "),
    RELAY("relay from ", " to ");

    private final String before;
    private final String between;

    TransferKind(String before, String between) {
        this.before = before;
        this.between = between;
    }

    /** Of what comes from this kind of source. */
    static TransferKind of(SourceKind source, @Nullable Landing landing) {
        if (landing == null) {
            return source.isReceived() ? RELAY : SEND;
        }
        return source.isReceived() ? RECEIVE : COPY;
    }

    /** Such as {@code send of 'file' to 127.0.0.1:8080}. */
    String between(String source, String target) {
        return before + source + between + target;
    }
}
