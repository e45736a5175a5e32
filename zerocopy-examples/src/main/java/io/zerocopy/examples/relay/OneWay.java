package io.zerocopy.examples.relay;

import io.zerocopy.PendingRelay;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One direction: all that one party says, to the other one. */
final class OneWay implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(OneWay.class);

    private final Party source;
    private final Party target;
    private final PendingRelay relay;
    private @Nullable Party broken;
    private @Nullable Throwable failure;

    OneWay(Party source, Party target, TransferOptions options) throws IOException {
        this.source = source;
        this.target = target;
        this.relay = ZeroCopyTransfer.beginRelay(options);
    }

    /** Moves what can move now. Returns true if anything has. */
    boolean advance() {
        if (hasEnded()) {
            return false;
        }
        long before = relay.transferred() + relay.buffered();
        try {
            relay.advance(source.channel(), target.channel());
        } catch (TransferException e) {
            breaks(
                    e.side() == TransferException.Side.TARGET ? target : source,
                    e.getCause() == null ? e : e.getCause());
        } catch (IOException | RuntimeException | Error e) {
            // With bytes in hand it was the target; whatever it was, nobody must take it for an orderly end.
            breaks(relay.awaits() == Awaits.WRITABLE ? target : source, e);
        }
        return relay.transferred() + relay.buffered() != before;
    }

    private void breaks(Party by, Throwable why) {
        broken = by;
        failure = why;
    }

    Party target() {
        return target;
    }

    /** Bytes that the target has taken until now. */
    long bytes() {
        return relay.transferred();
    }

    boolean hasEnded() {
        return relay.isComplete() || broken != null;
    }

    /** What it waits for; nothing when it has ended. */
    Awaits awaits() {
        return hasEnded() ? Awaits.NOTHING : relay.awaits();
    }

    /** To be advanced again after so long at the latest; {@link EventLoop.Member#NEVER} is for ever. */
    long nextCallNanos() {
        long millis = hasEnded() ? Integer.MAX_VALUE : relay.nextCallMillis();
        return millis == Integer.MAX_VALUE ? EventLoop.Member.NEVER : TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Who broke it; null if it ended in order, or goes on. */
    @Nullable
    Party broken() {
        return broken;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        try {
            relay.close();
        } catch (IOException e) {
            LOG.debug("A direction did not close", e);
        }
    }
}
