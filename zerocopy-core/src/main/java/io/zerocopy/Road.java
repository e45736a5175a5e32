package io.zerocopy;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Selection} answers for one pair: the mechanism to begin with and the copy that takes over where the
 * kernel refuses.
 *
 * @param wanted the mechanism that this pair would have at its best; a copy if the policy is to copy
 * @param whyNot why {@code wanted} is not to be had for this pair, null if it is
 * @param copy the copying mechanism of this pair
 */
record Road(TransferMechanism wanted, @Nullable String whyNot, TransferMechanism copy) {

    /** The mechanism to go by. */
    TransferMechanism mechanism() {
        return whyNot == null ? wanted : copy;
    }

    /** The road that is left when the kernel, or the target, has refused. */
    Road refused(String reason) {
        return new Road(wanted, reason, copy);
    }
}
