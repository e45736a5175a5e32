package io.zerocopy.examples.bench.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zerocopy.ZeroCopyTransfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The process that is measured: for each line on stdin it makes a transfer, and answers with two figures. These are
 * nanoseconds and nanoseconds of CPU, all threads' together; of messages what the far process has found.
 */
enum KernelJob {
    RELAY {
        @Override
        long[] run(SocketAddress peer, long bytes, Path file) throws IOException {
            return timed(() -> {
                try (SocketChannel source = connect(peer, KernelPeer.GIVE, bytes);
                        SocketChannel target = connect(peer, KernelPeer.COUNT, 0)) {
                    ZeroCopyTransfer.relay(source, target, bytes);
                    target.shutdownOutput();
                    requireCount(KernelPeer.read(target, Long.BYTES).getLong(), bytes);
                }
            });
        }
    },
    RECEIVE {
        @Override
        long[] run(SocketAddress peer, long bytes, Path file) throws IOException {
            long[] figures = timed(() -> {
                try (SocketChannel source = connect(peer, KernelPeer.GIVE, bytes)) {
                    ZeroCopyTransfer.receive(source, file, bytes);
                }
            });
            Files.delete(file);
            return figures;
        }
    },
    SPLICE_TO {
        @Override
        long[] run(SocketAddress peer, long bytes, Path file) throws IOException {
            return timed(() -> NettySplice.relay(peer, bytes));
        }
    },
    MESSAGES {
        @Override
        long[] run(SocketAddress peer, long count, Path file) throws IOException {
            try (SocketChannel source = connect(peer, KernelPeer.PING, count);
                    SocketChannel target = connect(peer, KernelPeer.PONG, 0)) {
                if (peer instanceof InetSocketAddress) {
                    target.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                ZeroCopyTransfer.relay(source, target);
                ByteBuffer found = KernelPeer.read(target, 2 * Long.BYTES);
                return new long[] {found.getLong(), found.getLong()};
            }
        }
    };

    abstract long[] run(SocketAddress peer, long count, Path file) throws IOException;

    /** The arguments: which one, a port or the name of a Unix-domain socket, how much, and a file to write. */
    public static void main(String[] arguments) throws IOException {
        KernelJob job = valueOf(arguments[0]);
        SocketAddress peer = arguments[1].startsWith("/")
                ? UnixDomainSocketAddress.of(arguments[1])
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        PrintStream out = System.out;
        while (in.readLine() != null) {
            long[] figures = job.run(peer, Long.parseLong(arguments[2]), Path.of(arguments[3]));
            out.println(figures[0] + " " + figures[1]);
        }
        System.exit(0);
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private static long[] timed(Transfer transfer) throws IOException {
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        transfer.run();
        return new long[] {System.nanoTime() - wall, cpuNanos() - cpu};
    }

    /** Of all threads that there are. What the JDK tells of the process has steps of 10 ms. */
    private static long cpuNanos() throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                try {
                    nanos += Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
                } catch (NoSuchFileException e) {
                    // It has ended since.
                }
            }
        }
        return nanos;
    }

    private static SocketChannel connect(SocketAddress peer, char order, long count) throws IOException {
        SocketChannel connection = SocketChannel.open(peer);
        connection.write(order(order, count));
        return connection;
    }

    static ByteBuffer order(char order, long count) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) order)
                .putLong(count)
                .flip();
    }

    static void requireCount(long counted, long bytes) throws IOException {
        if (counted != bytes) {
            throw new IOException("the far process has counted " + counted + " bytes");
        }
    }
}
