package io.zerocopy.fault;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.DirectMemory;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.PeerProcess;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Main class of a child JVM with little memory: sends to many peers that do not read, one after the other, and then to
 * one in another process that does, in each way. Fails unless that one gets everything, and unless the others wait.
 * With no such peers it uses up all direct memory by itself instead.
 *
 * <p>Arguments: a folder, what is sent to the silent peers, how many of them there are.
 */
final class StuckReaders {
    private static final long SEED = 107;
    private static final Content CONTENT = Content.of(SEED);
    private static final int HEAD = 200;
    private static final int SMALL = 20_000;
    private static final int LARGE = 1024 * 1024;
    /** More than the library's pool has buffers. */
    private static final int AT_ONCE = 40;

    private static final int SMALL_SOCKET_BUFFERS = 4 * 1024;

    /** A way to send the beginning of the content. */
    enum What {
        /** A head, and the file behind it. */
        PAYLOAD(2_000) {
            @Override
            long send(Path file, SocketChannel target) throws IOException {
                return ZeroCopyTransfer.send(headed(file, SMALL), target).bytes();
            }
        },
        COPIED(600) {
            @Override
            long send(Path file, SocketChannel target) throws IOException {
                return ZeroCopyTransfer.send(file, target, avoid()).bytes();
            }
        },
        SMALL_COPIED(2_000) {
            @Override
            long send(Path file, SocketChannel target) throws IOException {
                return ZeroCopyTransfer.send(file, 0, SMALL, target, avoid()).bytes();
            }
        },
        WRAPPER(600) {
            @Override
            long send(Path file, SocketChannel target) throws IOException {
                return ZeroCopyTransfer.send(file, new DelegatingTarget(target)).bytes();
            }
        },
        /** An array, which the JDK copies to a direct buffer of its own: without any this one cannot go on. */
        STREAM(600) {
            @Override
            long send(Path file, SocketChannel target) throws IOException {
                return ZeroCopyTransfer.send(Payload.ofFile(file, 0, SMALL), Channels.newOutputStream(target))
                        .bytes();
            }
        },
        RELAY(600) {
            @Override
            long send(Path file, SocketChannel target) throws IOException {
                // Read as it comes: a channel that happens to be a file's.
                try (FileChannel source = FileChannel.open(file)) {
                    return ZeroCopyTransfer.relay(source, target, LARGE).bytes();
                }
            }
        };

        private final int virtualPeers;

        What(int virtualPeers) {
            this.virtualPeers = virtualPeers;
        }

        abstract long send(Path file, SocketChannel target) throws IOException;

        /** As many as a test may have threads for. */
        int peers(boolean virtual) {
            return virtual ? virtualPeers : 300;
        }

        private static TransferOptions avoid() {
            return TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID);
        }

        private static Payload headed(Path file, int count) throws IOException {
            return Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(0, HEAD)))
                    .file(file, HEAD, count)
                    .build();
        }
    }

    private static final AtomicLong SENT = new AtomicLong();

    private StuckReaders() {}

    public static void main(String[] arguments) throws Exception {
        Path file = CONTENT.writeTo(Path.of(arguments[0]).resolve("file"), LARGE);
        What what = What.valueOf(arguments[1]);
        int silent = Integer.parseInt(arguments[2]);
        try (PeerProcess honest = PeerProcess.expecting(SEED)) {
            honest.read();
            // What is set aside at first use is there from now on.
            long connections = sendInEachWay(file, honest, 0);
            if (silent == 0) {
                connections = whileMemoryIsGone(file, what, honest, connections);
            } else {
                connections = besideSilentPeers(file, what, silent, honest, connections);
            }
            PeerProcess.Report report = honest.readToEnd(connections);
            if (report.wrong() != 0 || report.bytes() != SENT.get()) {
                throw new AssertionError(SENT + " bytes sent, but " + report);
            }
        }
    }

    private static long sendInEachWay(Path file, PeerProcess honest, long connections) throws IOException {
        long all = connections;
        for (What way : What.values()) {
            try (SocketChannel target = honest.connect()) {
                all++;
                long bytes = way.send(file, target);
                SENT.addAndGet(bytes);
                System.out.println(way + " moved " + bytes);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError(way + " to an honest peer, " + Gauges.directBytes() + " bytes direct", e);
            }
        }
        return all;
    }

    private static long whileMemoryIsGone(Path file, What what, PeerProcess honest, long connections) throws Exception {
        List<ByteBuffer> hoard = DirectMemory.takeAll();
        System.out.println(Gauges.directBytes() + " bytes in " + hoard.size() + " buffers");
        // At once, and by threads that have no buffers of the JDK's yet.
        List<Background<Long>> sends = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            sends.add(Background.start(() -> {
                try (SocketChannel target = honest.connect()) {
                    return what.send(file, target);
                }
            }));
        }
        for (Background<Long> send : sends) {
            SENT.addAndGet(send.get());
        }
        if (hoard.isEmpty()) {
            throw new AssertionError("nothing hoarded");
        }
        return connections + AT_ONCE;
    }

    private static long besideSilentPeers(Path file, What what, int silent, PeerProcess honest, long connections)
            throws Exception {
        List<ConnectedPair> pairs = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        AtomicInteger begun = new AtomicInteger();
        AtomicReference<@Nullable Throwable> early = new AtomicReference<>();
        for (int i = 0; i < silent; i++) {
            ConnectedPair pair = ConnectedPair.over(ConnectedPair.Family.TCP, SMALL_SOCKET_BUFFERS);
            pairs.add(pair);
            fill(pair.sender());
            Runnable task = () -> {
                begun.incrementAndGet();
                try {
                    what.send(file, pair.sender());
                    early.compareAndSet(null, new AssertionError("a send to a silent peer returned"));
                } catch (IOException | RuntimeException | Error e) {
                    early.compareAndSet(null, e);
                }
            };
            senders.add(VirtualThreads.areAvailable() ? VirtualThreads.start(task) : platform(task));
        }
        Await.until("all have begun", () -> begun.get() == silent || early.get() != null);
        Await.steady(Duration.ofMillis(500), Gauges::directBytes);
        System.out.println(silent + " silent peers, " + Gauges.directBytes() + " bytes direct");
        requireNone(early.get());
        long all = sendInEachWay(file, honest, connections);
        requireNone(early.get());
        for (ConnectedPair pair : pairs) {
            // The peer ends them: a close of the sender's would be no way on 17.
            pair.receiver().setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.receiver().close();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        for (ConnectedPair pair : pairs) {
            pair.close();
        }
        return all;
    }

    private static void requireNone(@Nullable Throwable failed) {
        if (failed != null) {
            throw new AssertionError(
                    "a send to a silent peer ended, " + Gauges.directBytes() + " bytes direct", failed);
        }
    }

    private static Thread platform(Runnable task) {
        Thread thread = new Thread(null, task, "sender", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Until nothing more fits: what is sent now waits with all of its bytes. */
    private static void fill(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        ByteBuffer junk = ByteBuffer.allocate(64 * 1024);
        while (channel.write(junk.clear()) > 0) {}
        channel.configureBlocking(true);
    }
}
