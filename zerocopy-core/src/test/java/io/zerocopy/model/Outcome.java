package io.zerocopy.model;

import io.zerocopy.TransferException;
import io.zerocopy.TransferResult;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one case, as seen from outside the library.
 *
 * @param received all that the target took
 * @param peerReset whether a TCP peer saw a reset rather than an end
 * @param brokeContract whether the target answered a call with what cannot be
 * @param interrupted whether the flag was set when the call returned
 * @param targetOpen whether the target was open then
 * @param sourceComplaint what became of the caller's FileChannel that should not; null if nothing
 * @param sourceOpen whether the caller's FileChannel is open; true where there is none
 * @param sizeAfterChange what the change made of the file; -1 if it did not happen
 * @param complaints what target and listener say
 */
record Outcome(
        @Nullable TransferResult result,
        @Nullable Throwable failure,
        ByteBuffer received,
        boolean peerReset,
        boolean brokeContract,
        boolean interrupted,
        boolean targetOpen,
        boolean sourceOpen,
        @Nullable String sourceComplaint,
        Trigger change,
        long sizeAfterChange,
        Trigger fault,
        @Nullable ListenerRules listener,
        List<String> complaints) {

    /** What the caller is told: how many bytes the target accepted; -1 where the exception does not say. */
    long told() {
        if (result != null) {
            return result.bytes();
        }
        return failure instanceof TransferException known ? known.bytesTransferred() : -1;
    }

    @Override
    public String toString() {
        return (result != null ? "returned " + result : "threw " + failure)
                + "\n  received " + received.remaining() + " bytes, told " + told()
                + ", interrupted " + interrupted + ", target open " + targetOpen + ", source open " + sourceOpen
                + ", peer reset " + peerReset
                + "\n  change fired at " + change.firedAt() + " (size " + sizeAfterChange + "), fault fired at "
                + fault.firedAt();
    }
}
