package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What follows the head of an answer. */
@FunctionalInterface
interface Body {
    /** No byte at all. */
    Body NONE = payload -> {};

    /** Bytes at hand. */
    static Body of(byte[] content) {
        return payload -> payload.bytes(ByteBuffer.wrap(content));
    }

    /** How long it is. */
    default long length() throws IOException {
        Payload.Builder payload = Payload.builder();
        addTo(payload);
        return payload.build().length();
    }

    /** Adds it to the answer. */
    void addTo(Payload.Builder payload) throws IOException;
}
