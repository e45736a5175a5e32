package io.zerocopy.model;

import io.zerocopy.Conversation;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;

/**
 * Which options a case uses.
 *
 * @param conversing whether the transfer belongs to a conversation; it does anyway where that is to be cancelled
 */
record OptionsPlan(ZeroCopyPolicy policy, long chunkSize, int bufferSize, Listening listening, boolean conversing) {
    enum Listening {
        NONE,
        RECORDING,
        THROWING
    }

    /** Most bytes that one copying step may read or write. */
    long copyStep() {
        return Math.min(chunkSize, bufferSize);
    }

    /** The conversation is the case's, for whom it may cancel it. */
    TransferOptions with(TransferListener listener, Conversation conversation) {
        TransferOptions options = with(listener);
        return conversing ? options.withConversation(conversation) : options;
    }

    OptionsPlan forFault(FaultPlan fault) {
        boolean isCancelled = fault.kind() == FaultPlan.Kind.CANCEL;
        return isCancelled ? new OptionsPlan(policy, chunkSize, bufferSize, listening, true) : this;
    }

    /** Where the kernel's road ends in a file opened for DIRECT is the kernel's to know: nothing is required there. */
    OptionsPlan forParts(PayloadPlan payload) {
        boolean isDirect = payload.bytesIn(kind -> kind == PartPlan.Kind.DIRECT_RANGE) > 0;
        return isDirect && policy == ZeroCopyPolicy.REQUIRE
                ? new OptionsPlan(ZeroCopyPolicy.PREFER, chunkSize, bufferSize, listening, conversing)
                : this;
    }

    TransferOptions with(TransferListener listener) {
        TransferOptions options = TransferOptions.DEFAULTS
                .withZeroCopy(policy)
                .withChunkSize(chunkSize)
                .withBufferSize(bufferSize);
        return listening == Listening.NONE ? options : options.withListener(listener);
    }
}
