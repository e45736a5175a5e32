package io.zerocopy.model;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;

/** Which options a case uses. */
record OptionsPlan(ZeroCopyPolicy policy, long chunkSize, int bufferSize, Listening listening) {
    enum Listening {
        NONE,
        RECORDING,
        THROWING
    }

    /** Most bytes that one copying step may read or write. */
    long copyStep() {
        return Math.min(chunkSize, bufferSize);
    }

    TransferOptions with(TransferListener listener) {
        TransferOptions options = TransferOptions.DEFAULTS
                .withZeroCopy(policy)
                .withChunkSize(chunkSize)
                .withBufferSize(bufferSize);
        return listening == Listening.NONE ? options : options.withListener(listener);
    }
}
