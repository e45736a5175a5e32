package io.zerocopy.examples.relay;

import io.zerocopy.Conversation;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.net.Client;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client and the server that it reaches through the relay: two directions, and what the end of one means.
 *
 * <pre>
 *   its source ends         no more output to its target; the other direction goes on
 *   its source is reset     its target is reset
 *   its target is reset     its source gets what the target had said before, and is reset
 * </pre>
 */
final class Link implements Client {
    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /**
     * The kernel tells of a reset only once. When the other direction's write was told, the read here sees an orderly
     * end, and the other thread is on its way to say what it really was.
     */
    private static final Duration DOUBT = Duration.ofMillis(2);

    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final Party client;
    private final Party server;
    private final OneWay there;
    private final OneWay back;
    private final Executor threads;
    private final StandstillWatch watch;
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    /** Where {@link #look} has seen something move for the last time. */
    private Standing standing = new Standing(0, false, 0);

    /** What both directions have carried, whether just one of them has ended, and since when that is so. */
    private record Standing(long bytes, boolean isHalfClosed, long sinceNanos) {}

    Link(SocketChannel channel, InetSocketAddress to, TransferOptions options, Executor threads, StandstillWatch watch)
            throws IOException {
        this.from = (InetSocketAddress) channel.getRemoteAddress();
        this.to = to;
        this.client = Party.of("client", channel);
        this.server = Party.of("server", SocketChannel.open());
        // One of them may be silent for as long as the other moves.
        TransferOptions conversation = options.withConversation(Conversation.create());
        this.there = new OneWay(client, server, conversation);
        this.back = new OneWay(server, client, conversation);
        this.threads = threads;
        this.watch = watch;
    }

    @Override
    public void run() {
        long startNanos = System.nanoTime();
        try (client;
                server) {
            if (connects()) {
                watch.join(this);
                passBothWays();
            }
        } finally {
            watch.leave(this);
        }
        String how = trouble.get();
        LOG.info(
                "{} to {}: {} bytes there, {} bytes back, {} ms{}",
                text(from),
                text(to),
                there.bytes(),
                back.bytes(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                how == null ? "" : ", " + how);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private boolean connects() {
        try {
            server.channel().socket().connect(to, (int) CONNECT.toMillis());
            return true;
        } catch (IOException e) {
            breakOff("not connected: " + e.getMessage());
            return false;
        }
    }

    private void passBothWays() {
        try {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> pass(back, there), threads);
            pass(there, back);
            other.join();
        } catch (RuntimeException | Error e) {
            // No thread for the way back, most likely: this client is refused, and the others go on.
            breakOff(e.toString());
        }
    }

    /** Moves one direction to its end, and passes that end on. */
    private void pass(OneWay way, OneWay other) {
        way.run();
        Party broken = way.broken();
        if (broken == null) {
            if (other.bytes() > 0) {
                other.awaitEnd(DOUBT);
            }
            if (other.broken() == null) {
                way.target().endOutput();
            }
        } else {
            if (broken == way.target()) {
                other.awaitEnd(LAST_WORDS);
            }
            breakOff(broken.name() + ": " + way.failure());
        }
    }

    /** Ends it if one side has said all and the other one has been silent since, or taken nothing, for too long. */
    void look(long nowNanos, Duration halfClosedIdle) {
        boolean isHalfClosed = there.hasEnded() != back.hasEnded();
        long bytes = there.bytes() + back.bytes();
        if (!isHalfClosed || !standing.isHalfClosed() || bytes != standing.bytes()) {
            standing = new Standing(bytes, isHalfClosed, nowNanos);
        } else if (nowNanos - standing.sinceNanos() > halfClosedIdle.toNanos()) {
            breakOff("one side has ended, and nothing came for " + halfClosedIdle.toMillis() + " ms");
        }
    }

    /** Nothing to do: what is in progress is all there is. */
    @Override
    public void leave() {}

    @Override
    public void abort() {
        breakOff("cut off by the relay's end");
    }

    private void breakOff(String why) {
        trouble.compareAndSet(null, why);
        client.reset();
        server.reset();
    }
}
