package io.zerocopy.examples.embed;

import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client of {@link SelectorFileServer}: first the head of a request, then the answer, a bounded turn at a time. */
final class Connection implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long HEAD_LIMIT_NANOS = Duration.ofSeconds(10).toNanos();

    private final SocketChannel channel;
    private final FileAnswers answers;
    private final TransferOptions options;
    /** For another turn, from any thread. */
    private final Runnable onReady;

    private long waitsSinceNanos = System.nanoTime();
    private @Nullable RequestHead head = new RequestHead();
    private @Nullable PendingSend send;
    private boolean isLast;

    Connection(SocketChannel channel, FileAnswers answers, TransferOptions options, Runnable onReady) {
        this.channel = channel;
        this.answers = answers;
        this.options = options;
        this.onReady = onReady;
    }

    /** Reads or sends what is possible now, and leaves the key interested in what the next turn waits for. */
    void turn(SelectionKey key) {
        try {
            if (head != null && head.readFrom(channel)) {
                Answer answer = answers.answer(head.text());
                isLast = answer.isLast();
                send = ZeroCopyTransfer.begin(answer.payload(), options);
                send.onReady(onReady);
                head = null;
            }
            if (send == null) {
                requireHeadSoon();
            } else {
                advance(send, key);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection ends", e);
            reset();
        } catch (Error e) {
            // Also the unforeseen, and no memory left: one client's trouble must not end the others.
            LOG.warn("A connection ends", e);
            reset();
        }
    }

    private void advance(PendingSend sending, SelectionKey key) throws IOException {
        sending.advance(channel);
        if (sending.isComplete() && isLast) {
            close();
        } else if (sending.isComplete()) {
            sending.close();
            awaitNext(key);
        } else {
            // A socket that is writable while the send waits for the disk or the rate would wake the selector for
            // nothing.
            key.interestOps(sending.awaits() == Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
        }
    }

    private void awaitNext(SelectionKey key) {
        send = null;
        head = new RequestHead();
        waitsSinceNanos = System.nanoTime();
        key.interestOps(SelectionKey.OP_READ);
    }

    private void requireHeadSoon() throws IOException {
        if (System.nanoTime() - waitsSinceNanos > HEAD_LIMIT_NANOS) {
            throw new IOException("no request came in time");
        }
    }

    /** True while it waits for the rate limit: no event will tell when that ends. */
    boolean isHeld() {
        return send != null && send.awaits() == Awaits.TIME;
    }

    /** Throws away what the socket still holds: the client is gone or too slow, or what it got is a torso. */
    private void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("The connection was closed already", e);
        }
        close();
    }

    @Override
    public void close() {
        try (channel) {
            if (send != null) {
                send.close();
            }
        } catch (IOException e) {
            LOG.debug("A connection did not close", e);
        }
    }
}
