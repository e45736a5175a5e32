package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.Statistics.Interval;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Each server by its own way and by this library's adapter, in turn: CPU for so many answers on one connection, and
 * what one answer asks of the kernel.
 */
public final class OwnWays {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final int FILE_BYTES = 5_000_000;
    private static final int SMALL_BYTES = 100;
    /** For the compilers of a JVM: cheap ones. */
    private static final int SMALL_WARM_UPS = 10_000;

    private static final int WARM_UPS = 60;
    private static final int BLOCK_BYTES = 1024 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int ROUNDS = 10;
    /** So many that a tick of CPU time is little. */
    private static final int REQUESTS = 60;

    /** What moves bytes; the rest is waiting. */
    private static final String CALLS =
            "trace=read,pread64,readv,write,writev,sendto,sendmsg,sendfile,splice,copy_file_range,io_uring_enter,mmap";

    private OwnWays() {}

    /** Prints a line for each server as it is measured. */
    public static void print(Path folder, String only, PrintWriter out) throws IOException {
        out.printf(
                Locale.ROOT,
                "CPU ms for an answer of %,d bytes, median of %d rounds of %d; in brackets its system calls%n",
                FILE_BYTES,
                ROUNDS,
                REQUESTS);
        out.println("server, its own way, the adapter; adapter / own, own / own (A/A), each with its quartiles");
        try (ScratchFolder scratch = ScratchFolder.in(folder);
                ScratchFolder served = ScratchFolder.in(folder);
                RandomFile file = RandomFile.create(served.path(), FILE_BYTES);
                RandomFile small = RandomFile.create(served.path(), SMALL_BYTES)) {
            for (OwnWay way : OwnWay.values()) {
                if (way.name().contains(only)) {
                    out.println(line(way, file.path(), small.path(), scratch));
                    out.flush();
                }
            }
        }
    }

    private static String line(OwnWay way, Path file, Path small, ScratchFolder scratch) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        double[] own = new double[ROUNDS];
        double[] ours = new double[ROUNDS];
        double[] again = new double[ROUNDS];
        try (Asked theirServer = Asked.start(port -> way.own(folder, port), scratch);
                Asked ourServer = Asked.start(port -> way.ours(folder, port), scratch)) {
            for (Asked server : List.of(theirServer, ourServer)) {
                Check.headBytes(server.process.address(), file);
                server.ask(SMALL_WARM_UPS, small);
                server.ask(WARM_UPS, file);
            }
            for (int round = 0; round < ROUNDS; round++) {
                own[round] = theirServer.ask(REQUESTS, file);
                ours[round] = ourServer.ask(REQUESTS, file);
                again[round] = theirServer.ask(REQUESTS, file);
            }
        }
        return String.format(
                Locale.ROOT,
                "%-14s %5.2f (%s)  %5.2f (%s)  %s  %s",
                way,
                Statistics.median(own) / REQUESTS / NANOS_PER_MILLI,
                calls(port -> way.own(folder, port), file, scratch),
                Statistics.median(ours) / REQUESTS / NANOS_PER_MILLI,
                calls(port -> way.ours(folder, port), file, scratch),
                ratio(ours, own),
                ratio(again, own));
    }

    /** Round by round: median and quartiles of what one costs beside the other. */
    private static String ratio(double[] one, double[] other) {
        Interval ratio = Statistics.quartiles(IntStream.range(0, ROUNDS)
                .mapToDouble(round -> one[round] / other[round])
                .toArray());
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio.median(), ratio.low(), ratio.high());
    }

    @FunctionalInterface
    private interface Command {
        List<String> on(int port);
    }

    /** Calls of the third answer; "?" without strace. */
    private static String calls(Command command, Path file, ScratchFolder scratch) throws IOException {
        if (!Program.isInstalled("strace")) {
            return "?";
        }
        Path trace = scratch.file("trace");
        List<String> strace = List.of("strace", "-f", "-ttt", "-s", "0", "-e", CALLS, "-o", trace.toString());
        Command traced = port -> {
            List<String> whole = new ArrayList<>(strace);
            whole.addAll(command.on(port));
            return whole;
        };
        long beginMillis;
        long endMillis;
        try (Asked server = Asked.start(traced, scratch)) {
            server.ask(2, file);
            beginMillis = System.currentTimeMillis();
            server.ask(1, file);
            endMillis = System.currentTimeMillis();
        }
        try (Stream<String> lines = Files.lines(trace)) {
            long calls = lines.filter(line -> !line.contains("resumed>"))
                    // The thread, the time in seconds, the call.
                    .mapToDouble(line -> Double.parseDouble(line.split(" +", 3)[1]) * MILLIS_PER_SECOND)
                    .filter(time -> beginMillis <= time && time <= endMillis)
                    .count();
            return String.valueOf(calls);
        } finally {
            Files.delete(trace);
        }
    }

    /** A server and a connection to it. */
    private static final class Asked implements AutoCloseable {
        private final ServerProcess process;
        private final byte[] block = new byte[BLOCK_BYTES];
        private Socket socket;

        private Asked(ServerProcess process) throws IOException {
            this.process = process;
            this.socket = connect();
        }

        static Asked start(Command command, ScratchFolder scratch) throws IOException {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Server.freePort());
            return new Asked(ServerProcess.start(command.on(address.getPort()), address, scratch.file("server.out")));
        }

        private Socket connect() throws IOException {
            return new Socket(process.address().getAddress(), process.address().getPort());
        }

        /** The server's CPU for so many answers. */
        long ask(int requests, Path file) throws IOException {
            byte[] request = ("GET /" + file.getFileName() + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            long length = Files.size(file);
            long before = process.cpuNanos();
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(request);
                if (!readHead()) {
                    // Some servers answer so many requests on a connection, and no more.
                    socket.close();
                    socket = connect();
                    socket.getOutputStream().write(request);
                    readHead();
                }
                readBody(length);
            }
            return process.cpuNanos() - before;
        }

        /** Byte by byte, since it has no length; false if there is none. */
        private boolean readHead() throws IOException {
            int ended = 0;
            while (ended < END_OF_HEAD.length()) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return false;
                }
                ended = next == END_OF_HEAD.charAt(ended) ? ended + 1 : 0;
            }
            return true;
        }

        private void readBody(long length) throws IOException {
            for (long missing = length; missing > 0; ) {
                int bytes = socket.getInputStream().read(block, 0, (int) Math.min(block.length, missing));
                if (bytes < 0) {
                    throw new EOFException("the answer ends early");
                }
                missing -= bytes;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            process.close();
        }
    }
}
