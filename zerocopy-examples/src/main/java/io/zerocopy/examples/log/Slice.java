package io.zerocopy.examples.log;

import io.zerocopy.Payload;

/**
 * A range of whole batches in one segment: what a consumer is sent.
 *
 * @param from where it begins
 * @param to where it ends, in the same segment: where this consumer will go on
 */
record Slice(Mark from, Mark to) {
    long bytes() {
        return to.position() - from.position();
    }

    boolean isEmpty() {
        return bytes() == 0;
    }

    Segment segment() {
        return from.segment();
    }

    /** Adds the range by its open file: it can be sent to its end also when the file has lost its name meanwhile. */
    void addTo(Payload.Builder payload) {
        payload.file(segment().file(), from.position(), bytes());
    }
}
