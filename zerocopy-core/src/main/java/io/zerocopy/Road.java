package io.zerocopy;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Selection} answers for one pair: the mechanism to begin with, if there is one, and the copy that takes
 * over where it refuses.
 *
 * @param wanted the mechanism that this pair would have at its best; a copy if the policy is to copy
 * @param whyNot why {@code wanted} is not to be had for this pair, null if it is
 * @param direct what moves the bytes without carrying them, null where they are copied
 * @param copy what bytes that are carried are counted as
 * @param refusal what {@code direct} threw when it was refused, null if it did not
 */
record Road(
        TransferMechanism wanted,
        @Nullable String whyNot,
        @Nullable Mechanism direct,
        TransferMechanism copy,
        @Nullable Exception refusal) {

    /** The best there is for a pair. */
    static Road best(Mechanism direct) {
        return new Road(direct.counted(), null, direct, TransferMechanism.DIRECT_BUFFER_COPY, null);
    }

    /** Bytes that are carried, and yet not in this process's memory. */
    static Road carrying(TransferMechanism wanted) {
        return new Road(wanted, null, null, TransferMechanism.DIRECT_BUFFER_COPY, null);
    }

    /** A copy because nothing else was wanted. */
    static Road copying(TransferMechanism copy) {
        return new Road(copy, null, null, copy, null);
    }

    /** What its bytes are counted as while nothing is refused. */
    TransferMechanism mechanism() {
        return whyNot == null ? wanted : copy;
    }

    /** Tells whether what is carried may be so by a pipe. */
    boolean isSpliced() {
        return whyNot == null && wanted == TransferMechanism.SPLICE;
    }

    /** The road that is left when the kernel, or the target, has refused. */
    Road refused(String reason, @Nullable Exception cause) {
        return new Road(wanted, reason, null, copy, cause);
    }
}
