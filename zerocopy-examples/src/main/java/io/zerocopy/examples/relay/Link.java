package io.zerocopy.examples.relay;

import io.zerocopy.Conversation;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client and the server that it reaches through the relay: two directions, and what the end of one means. Driven by
 * one {@link EventLoop}, which calls {@link #turn} when something may have happened.
 *
 * <pre>
 *   its source ends         no more output to its target; the other direction goes on
 *   its source is reset     its target is reset
 *   its target is reset     its source gets what the target had said before, and is reset
 * </pre>
 */
final class Link implements EventLoop.Member {
    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        CONNECTING,
        RELAYING,
        /** One side has been reset; what it had said before is still carried to the other one. */
        LAST_WORDS,
        ENDED
    }

    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final Party client;
    private final Party server;
    private final OneWay there;
    private final OneWay back;
    private final long halfClosedIdleNanos;
    private final long startNanos = System.nanoTime();
    private @Nullable SelectionKey ofClient;
    private @Nullable SelectionKey ofServer;
    private State state = State.CONNECTING;
    /** Since when it is in this state, or something moved. */
    private long sinceNanos = startNanos;

    private @Nullable String trouble;

    /**
     * Takes a client in. If this fails its channel is still the caller's to close, and nothing else is left.
     *
     * @param halfClosedIdle zero is for ever
     */
    Link(SocketChannel channel, InetSocketAddress to, TransferOptions options, Duration halfClosedIdle)
            throws IOException {
        this.from = (InetSocketAddress) channel.getRemoteAddress();
        this.to = to;
        this.halfClosedIdleNanos = halfClosedIdle.isZero() ? NEVER : halfClosedIdle.toNanos();
        this.client = Party.of("client", channel);
        this.server = Party.of("server", SocketChannel.open());
        try {
            // One of them may be silent for as long as the other moves.
            TransferOptions conversation = options.withConversation(Conversation.create());
            this.there = new OneWay(client, server, conversation);
            this.back = new OneWay(server, client, conversation);
        } catch (IOException | RuntimeException | Error e) {
            server.reset();
            throw e;
        }
    }

    @Override
    public void begin(Selector selector, Object attachment) {
        try {
            ofClient = client.register(selector, 0, attachment);
            ofServer = server.register(selector, SelectionKey.OP_CONNECT, attachment);
            if (server.channel().connect(to)) {
                connected();
            }
        } catch (IOException | RuntimeException | Error e) {
            notConnected(e);
        }
    }

    private void notConnected(Throwable why) {
        breakOff("not connected: " + why.getMessage());
    }

    private void connected() {
        state = State.RELAYING;
        sinceNanos = System.nanoTime();
        // What the client has said may have come by now.
        relay();
    }

    @Override
    public void turn() {
        try {
            switch (state) {
                case CONNECTING -> connect();
                case RELAYING, LAST_WORDS -> relay();
                case ENDED -> {}
            }
        } catch (RuntimeException | Error e) {
            // Also the unforeseen, and no memory left: one client's trouble must not end the others.
            breakOff(e.toString());
        }
    }

    private void connect() {
        try {
            if (server.channel().finishConnect()) {
                connected();
            } else if (System.nanoTime() - sinceNanos > CONNECT_NANOS) {
                breakOff("not connected: no answer for " + TimeUnit.NANOSECONDS.toSeconds(CONNECT_NANOS) + " s");
            }
        } catch (IOException e) {
            notConnected(e);
        }
    }

    private void relay() {
        boolean hadThereEnded = there.hasEnded();
        boolean hadBackEnded = back.hasEnded();
        boolean movedThere = there.advance();
        boolean movedBack = back.advance();
        if ((movedThere || movedBack) && state == State.RELAYING) {
            sinceNanos = System.nanoTime();
        }
        if (there.hasEnded() && !hadThereEnded) {
            passOn(there, back);
        }
        if (back.hasEnded() && !hadBackEnded) {
            passOn(back, there);
        }
        if (there.hasEnded() && back.hasEnded()) {
            finish();
        } else {
            requireNoStandstill();
        }
        showInterest();
    }

    /** One direction has just ended. */
    private void passOn(OneWay way, OneWay other) {
        Party broken = way.broken();
        sinceNanos = System.nanoTime();
        if (broken == null) {
            // The kernel tells of a reset only once: if the other direction's write was told, this end is none.
            if (other.broken() == null) {
                way.target().endOutput();
            }
        } else if (broken == way.target()) {
            state = State.LAST_WORDS;
        } else {
            breakOff(text(way));
        }
    }

    private void finish() {
        OneWay first = there.broken() == null ? back : there;
        if (first.broken() == null) {
            end();
        } else {
            breakOff(text(first));
        }
    }

    private static String text(OneWay broken) {
        Party by = broken.broken();
        return (by == null ? "" : by.name() + ": ") + broken.failure();
    }

    private void requireNoStandstill() {
        long quietNanos = System.nanoTime() - sinceNanos;
        if (state == State.LAST_WORDS && quietNanos > LAST_WORDS_NANOS) {
            breakOff(text(there.broken() == null ? back : there));
        } else if (isHalfClosed() && quietNanos > halfClosedIdleNanos) {
            breakOff("one side has ended, and nothing came for " + TimeUnit.NANOSECONDS.toMillis(halfClosedIdleNanos)
                    + " ms");
        }
    }

    private boolean isHalfClosed() {
        return state == State.RELAYING && there.hasEnded() != back.hasEnded();
    }

    /** Tells the selector what the next turn waits for. */
    private void showInterest() {
        SelectionKey ofOne = ofClient;
        SelectionKey ofOther = ofServer;
        if (state != State.ENDED && ofOne != null && ofOther != null) {
            ofOne.interestOps(operations(there, back));
            ofOther.interestOps(operations(back, there));
        }
    }

    private static int operations(OneWay from, OneWay to) {
        return (from.awaits() == Awaits.READABLE ? SelectionKey.OP_READ : 0)
                | (to.awaits() == Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public long quietNanos() {
        long waitedNanos = System.nanoTime() - sinceNanos;
        long limitNanos = Math.min(there.nextCallNanos(), back.nextCallNanos());
        if (state == State.CONNECTING) {
            limitNanos = CONNECT_NANOS - waitedNanos;
        } else if (state == State.LAST_WORDS) {
            limitNanos = Math.min(limitNanos, LAST_WORDS_NANOS - waitedNanos);
        } else if (isHalfClosed() && halfClosedIdleNanos != NEVER) {
            limitNanos = Math.min(limitNanos, halfClosedIdleNanos - waitedNanos);
        }
        return limitNanos;
    }

    @Override
    public boolean hasEnded() {
        return state == State.ENDED;
    }

    @Override
    public void abort() {
        breakOff("cut off by the relay's end");
    }

    private void breakOff(String why) {
        if (state != State.ENDED) {
            trouble = why;
            client.reset();
            server.reset();
            end();
        }
    }

    /** In order, but for what has been reset. */
    private void end() {
        state = State.ENDED;
        client.close();
        server.close();
        for (OneWay way : new OneWay[] {there, back}) {
            way.close();
        }
        LOG.info(
                "{} to {}: {} bytes there, {} bytes back, {} ms{}",
                text(from),
                text(to),
                there.bytes(),
                back.bytes(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                trouble == null ? "" : ", " + trouble);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
