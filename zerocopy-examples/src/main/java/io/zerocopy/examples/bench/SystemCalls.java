package io.zerocopy.examples.bench;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Counts what a side asks of the kernel, by strace in a process of its own since counting makes it slow. That process
 * does the work once, and then again in a thread that does nothing else, and between two marks.
 */
public final class SystemCalls {
    /** What is done with little is done several times, for the fewest calls: the rest are the JVM's own. */
    private static final int REPEATED = 7;

    private static final long SMALL_BYTES = 1024 * 1024;

    /** Names that nobody else looks up: they show in the list of the process's calls. */
    private static final Path BEGIN_MARK = Path.of("/zerocopy-count-begins");

    private static final Path END_MARK = Path.of("/zerocopy-count-ends");
    private static final String NO_THREAD = "no thread";

    private SystemCalls() {}

    /** The same work by the fewest calls that Java can do with, and by the library. */
    private record Pair(String name, Side byHand, Side library) {}

    private static List<Pair> pairs(Path file) {
        Path copy = file.resolveSibling(file.getFileName() + ".copy");
        Side byHand = Side.overChannel("open, size, transferTo, close", channel -> TransferToLoop.send(file, channel));
        Side waiting = Side.overChannel("ZeroCopyTransfer, non-blocking", channel -> {
            channel.configureBlocking(false);
            Files.exists(BEGIN_MARK);
            ZeroCopyTransfer.send(file, channel);
        });
        return List.of(
                new Pair("path to a blocking channel", byHand, WholeFile.byZeroCopyTransfer(file)),
                new Pair("path to a non-blocking channel, waiting", byHand, waiting),
                new Pair(
                        "file to file",
                        copying("Files.copy", copy, () -> Files.copy(file, copy)),
                        copying("ZeroCopyTransfer.copy", copy, () -> ZeroCopyTransfer.copy(file, copy))),
                new Pair(
                        "file to a file that is there",
                        replacing("Files.copy, replacing", copy, () -> Files.copy(file, copy, REPLACE_EXISTING)),
                        replacing("ZeroCopyTransfer.copy, replacing", copy, () -> ZeroCopyTransfer.copy(file, copy))));
    }

    @FunctionalInterface
    private interface Copying {
        void run() throws IOException;
    }

    private static Side copying(String name, Path copy, Copying copying) {
        return new Side(name, Side.Wire.CHANNEL, socket -> {
            Files.exists(BEGIN_MARK);
            copying.run();
            Files.exists(END_MARK);
            Files.delete(copy);
        });
    }

    private static Side replacing(String name, Path copy, Copying copying) {
        Side plain = copying(name, copy, copying);
        return new Side(name, plain.wire(), socket -> {
            Files.createFile(copy);
            plain.work().run(socket);
        });
    }

    /** A line for each kind of call, such as {@code path to a blocking channel: 5 by ...; 6 by the library}. */
    public static List<String> ofTheHotPath(Path file, String only, InetSocketAddress peer) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Pair pair : pairs(file)) {
            if (pair.name.contains(only)) {
                lines.add(pair.name + ": " + count(pair.byHand, file, peer) + " by " + pair.byHand.name() + "; "
                        + count(pair.library, file, peer) + " by the library");
            }
        }
        return lines;
    }

    /** Calls of the sending thread for one file, or why there is no count. */
    public static String count(Side side, Path file, InetSocketAddress peer) throws IOException {
        OptionalLong count = counted(side.name(), file, peer);
        return count.isPresent()
                ? String.format(Locale.ROOT, "%,d", count.getAsLong())
                : "not counted: no strace, or it may not trace";
    }

    static OptionalLong counted(String side, Path file, InetSocketAddress peer) throws IOException {
        if (!Program.isInstalled("strace")) {
            return OptionalLong.empty();
        }
        Path list = Files.createTempFile("zerocopy-", ".trace");
        try {
            // Strings are left out of the list; paths, and so the marks, are printed all the same.
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-s", "0", "-o", list.toString()));
            command.addAll(ChildJvm.command(
                    SystemCalls.class, List.of(side, file.toString(), String.valueOf(peer.getPort()))));
            if (!Program.succeeds(command)) {
                return OptionalLong.empty();
            }
            try (Stream<String> lines = Files.lines(list)) {
                return fewest(lines);
            }
        } finally {
            Files.delete(list);
        }
    }

    /** Lines are "thread call(arguments) = result"; a call that took longer than the next line has a second one. */
    private static OptionalLong fewest(Stream<String> lines) {
        String thread = NO_THREAD;
        long calls = 0;
        OptionalLong fewest = OptionalLong.empty();
        for (String line : (Iterable<String>) lines::iterator) {
            if (line.contains(BEGIN_MARK.toString())) {
                thread = line.substring(0, line.indexOf(' ') + 1);
                calls = 0;
            } else if (line.contains(END_MARK.toString())) {
                if (!thread.equals(NO_THREAD)) {
                    fewest = OptionalLong.of(Math.min(calls, fewest.orElse(calls)));
                }
                thread = NO_THREAD;
            } else if (line.startsWith(thread) && !line.contains("resumed>")) {
                calls++;
            }
        }
        return fewest;
    }

    /** The process in which it is counted: name of the side, file, port of the peer. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        Side side = Stream.concat(
                        pairs(file).stream().flatMap(pair -> Stream.of(pair.byHand, pair.library)),
                        WholeFile.ofTheArticle(file).stream())
                .filter(one -> one.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        InetSocketAddress peer =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
        // Once beforehand: loading classes reads their jar.
        work(side, peer);
        for (int i = 0; i < (Files.size(file) > SMALL_BYTES ? 1 : REPEATED); i++) {
            CompletableFuture.runAsync(() -> work(side, peer), task -> new Thread(task, "counted").start())
                    .join();
        }
    }

    private static void work(Side side, InetSocketAddress peer) {
        try (Socket socket = Peer.connect(peer, Job.DISCARD, side.wire())) {
            Files.exists(BEGIN_MARK);
            side.work().run(socket);
            Files.exists(END_MARK);
            Peer.finish(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
