package io.zerocopy;

import org.jspecify.annotations.Nullable;

/** The four kinds of transfer, by the names that messages give them. */
enum TransferKind {
    SEND("send", " of ", " to "),
    RECEIVE("receive", " from ", " into "),
    COPY("copy", " of ", " to "),
    RELAY("relay", " from ", " to ");

    private final String name;
    private final String beforeSource;
    private final String beforeTarget;

    TransferKind(String name, String beforeSource, String beforeTarget) {
        this.name = name;
        this.beforeSource = beforeSource;
        this.beforeTarget = beforeTarget;
    }

    /** Of what comes from this kind of source. */
    static TransferKind of(SourceKind source, @Nullable Landing landing) {
        if (landing == null) {
            return source.isReceived() ? RELAY : SEND;
        }
        return source.isReceived() ? RECEIVE : COPY;
    }

    /**
     * Such as {@code send of 'file' to 127.0.0.1:8080}.
     *
     * @param source empty where it is to come, and so is the target
     */
    String between(String source, String target) {
        return name + (source.isEmpty() ? "" : beforeSource + source) + (target.isEmpty() ? "" : beforeTarget + target);
    }

    /** Before anything is opened: such as {@code send of 'file' to 127.0.0.1:8080}. */
    static String nameOf(Opening<Source> from, Object to) {
        boolean isReceived = from instanceof Source source && source.kind().isReceived();
        boolean isToFile = to instanceof Opening<?> || to instanceof Landing;
        TransferKind kind = isToFile ? (isReceived ? RECEIVE : COPY) : (isReceived ? RELAY : SEND);
        return kind.between(from.describe(), Wording.end(to));
    }
}
