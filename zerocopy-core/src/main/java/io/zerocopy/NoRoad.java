package io.zerocopy;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * What is left under {@link ZeroCopyPolicy#REQUIRE} where the kernel has no road. An end is still an end: an empty file
 * needs no road.
 */
enum NoRoad implements Mechanism {
    REQUIRED;

    @Override
    public TransferMechanism counted() {
        return TransferMechanism.DIRECT_BUFFER_COPY;
    }

    @Override
    public String refusal() {
        return "there is none";
    }

    /** What comes only once is not even looked at. */
    @Override
    public long step(Source source, WritableByteChannel target, long maxBytes) throws IOException {
        return source.kind().isReceived() || source.hasByteAtPosition() ? REFUSED : END;
    }
}
