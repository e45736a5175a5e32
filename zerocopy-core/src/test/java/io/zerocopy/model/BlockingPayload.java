package io.zerocopy.model;

import io.zerocopy.Payload;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Sends a payload by a blocking call to a scripted channel, or to a stream. */
final class BlockingPayload {
    private final PayloadCase plan;
    private final Payload payload;
    private final TransferOptions options;
    private final Taken taken;
    private final PayloadOracle oracle;
    private final Sinks sinks;

    BlockingPayload(PayloadCase plan, Payload payload, TransferOptions options, Taken taken, PayloadOracle oracle) {
        this.plan = plan;
        this.payload = payload;
        this.options = options;
        this.taken = taken;
        this.oracle = oracle;
        this.sinks = new Sinks(plan, taken);
    }

    /** Returns what the call failed with. */
    @Nullable
    Throwable run() {
        TransferResult result = null;
        Throwable failure = null;
        try {
            result = send();
            oracle.judgeBegun();
            oracle.judgeResult(result);
        } catch (IOException | RuntimeException e) {
            failure = e;
            judgeFailure(e);
        }
        oracle.judgeContent();
        oracle.judgeListener(result, failure);
        return failure;
    }

    private TransferResult send() throws IOException {
        return plan.driver() == PayloadCase.Driver.BLOCKING_CALL_TO_STREAM
                ? ZeroCopyTransfer.send(
                        payload, new ScriptedStream(plan.options().copyStep(), false, taken), options)
                : ZeroCopyTransfer.send(payload, sinks.target(), options);
    }

    private void judgeFailure(Throwable failure) {
        if (!(failure instanceof TransferException known)) {
            oracle.rule(false, "threw " + failure);
            return;
        }
        oracle.judgeCount(known);
        if (known instanceof SourceTruncatedException truncated) {
            oracle.judgeTruncated(truncated);
        } else if (known instanceof ZeroCopyUnavailableException unavailable) {
            oracle.judgeUnavailable(unavailable);
        } else {
            Throwable cause = known.getCause();
            boolean thrown = cause != null && cause == sinks.channel().thrown();
            boolean told = taken.hasBrokenContract() && Lies.areTold(known, TransferException.Side.TARGET);
            boolean closed =
                    cause instanceof ClosedChannelException && !sinks.channel().isOpen();
            oracle.rule(thrown || closed || told, "threw " + known);
            oracle.rule(known.side() == TransferException.Side.TARGET, "the side is " + known.side());
        }
    }
}
