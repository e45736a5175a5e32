package io.zerocopy.examples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The process in which {@link SystemCalls} counts: sends or copies a file, and then again in a thread that does nothing
 * else, and between two marks.
 */
final class CountedSend {
    /** Short enough for the kernel, which keeps 15 characters. */
    static final String THREAD = "counted-send";

    /** What is done with little is done several times, for the fewest calls: the rest are the JVM's own. */
    private static final int REPEATED = 7;

    private static final long SMALL_BYTES = 1024 * 1024;

    /** Names that nobody else looks up: they show in the list of the process's calls. */
    static final Path BEGIN_MARK = Path.of("/zerocopy-count-begins");

    static final Path END_MARK = Path.of("/zerocopy-count-ends");

    private CountedSend() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        Side side = CountedCalls.named(arguments[0], file);
        InetSocketAddress peer =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
        // Once beforehand: loading classes reads their jar.
        send(side, peer, Runnable::run);
        for (int i = 0; i < (Files.size(file) > SMALL_BYTES ? 1 : REPEATED); i++) {
            send(side, peer, sending -> new Thread(sending, THREAD).start());
        }
    }

    private static void send(Side side, InetSocketAddress peer, Executor executor) throws IOException {
        try (Socket socket = Peer.connect(peer, Job.DISCARD, side.wire())) {
            CompletableFuture.runAsync(() -> betweenMarks(side, socket), executor)
                    .join();
            Peer.finish(socket);
        }
    }

    private static void betweenMarks(Side side, Socket socket) {
        try {
            begin();
            side.work().run(socket);
            end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From here on it counts; also for a side that has something to prepare. */
    static void begin() {
        Files.exists(BEGIN_MARK);
    }

    /** Nothing counts from here on. */
    static void end() {
        Files.exists(END_MARK);
    }
}
