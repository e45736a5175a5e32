package io.zerocopy.model;

import io.zerocopy.TransferException;
import io.zerocopy.TransferResult;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a receive or relay, as seen from outside the library.
 *
 * @param received all that the target took; of a path, what has appeared there
 * @param peerReset whether a TCP peer behind the target saw a reset rather than an end
 * @param sourceLied whether the source answered a call with what cannot be
 * @param targetLied the same of the target
 * @param appeared whether there is a new file; false where the target is no path
 * @param there bytes that the source had until its end
 * @param given bytes that were taken from it; {@link Inflow#UNKNOWN} where nobody can tell
 * @param movedAtFault bytes that a scripted target had taken when the fault came; -1 where nobody can tell
 * @param stood whether a side gave, or took, nothing in two calls in a row
 * @param interrupted whether the flag was set when the call returned
 * @param complaints what source, target and listener say
 */
record InflowOutcome(
        @Nullable TransferResult result,
        @Nullable Throwable failure,
        ByteBuffer received,
        boolean peerReset,
        boolean sourceLied,
        boolean targetLied,
        boolean appeared,
        long there,
        long given,
        long movedAtFault,
        boolean stood,
        boolean interrupted,
        boolean sourceOpen,
        boolean targetOpen,
        Trigger fault,
        @Nullable ListenerRules listener,
        List<String> complaints) {
    /** How many bytes the target accepted, as the caller is told; -1 where the exception does not say. */
    long told() {
        if (result != null) {
            return result.bytes();
        }
        return failure instanceof TransferException known ? known.bytesTransferred() : -1;
    }

    /** How many bytes were taken from the source, as the caller is told; -1 where the exception does not say. */
    long toldRead() {
        if (result != null) {
            return result.bytes();
        }
        return failure instanceof TransferException known ? known.bytesRead() : -1;
    }

    TransferException.@Nullable Side side() {
        return failure instanceof TransferException known ? known.side() : null;
    }

    @Override
    public String toString() {
        return (result != null ? "returned " + result : "threw " + failure)
                + "\n  the source had " + there + " bytes and gave " + given + ", the target took "
                + received.remaining() + ", told " + toldRead() + " and " + told()
                + "\n  side " + side() + ", interrupted " + interrupted + ", source open " + sourceOpen
                + ", target open " + targetOpen + ", appeared " + appeared + ", stood " + stood
                + ", peer reset " + peerReset
                + "\n  fault fired at " + fault.firedAt() + ", when the target had taken " + movedAtFault;
    }
}
