package io.zerocopy.examples.bench;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same work by hand and by the library, to have the system calls of one run counted.
 *
 * @param name for the table
 * @param byHand the fewest that Java can do with
 * @param library by a call of this library
 */
public record CountedCalls(String name, Side byHand, Side library) {
    /**
     * All of them.
     *
     * @param file to send or to copy
     */
    public static List<CountedCalls> of(Path file) {
        Path copy = file.resolveSibling(file.getFileName() + ".copy");
        Side byHand = Side.overChannel("open, size, transferTo, close", channel -> HotPath.byHand(file, channel));
        return List.of(
                new CountedCalls("path to a blocking channel", byHand, WholeFile.byZeroCopyTransfer(file)),
                new CountedCalls("path to a non-blocking channel, waiting", byHand, waiting(file)),
                new CountedCalls(
                        "file to file",
                        copying("Files.copy", copy, () -> Files.copy(file, copy)),
                        copying("ZeroCopyTransfer.copy", copy, () -> ZeroCopyTransfer.copy(file, copy))),
                new CountedCalls(
                        "file to a file that is there",
                        replacing("Files.copy, replacing", copy, () -> Files.copy(file, copy, REPLACE_EXISTING)),
                        replacing("ZeroCopyTransfer.copy, replacing", copy, () -> ZeroCopyTransfer.copy(file, copy))));
    }

    /** A line for a reader, such as {@code path to a blocking channel: 5 by hand, 6 by the library}. */
    public String count(Path file, InetSocketAddress peer) throws IOException {
        return name + ": " + SystemCalls.count(byHand, file, peer) + " by " + byHand.name() + "; "
                + SystemCalls.count(library, file, peer) + " by the library";
    }

    /** Every side that {@link CountedSend} knows. */
    static Side named(String name, Path file) {
        Stream<Side> sides = of(file).stream().flatMap(calls -> Stream.of(calls.byHand, calls.library));
        return Stream.concat(sides, WholeFile.ofTheArticle(file).stream())
                .filter(side -> side.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Side waiting(Path file) {
        return Side.overChannel("ZeroCopyTransfer, non-blocking", channel -> {
            channel.configureBlocking(false);
            CountedSend.begin();
            ZeroCopyTransfer.send(file, channel);
            CountedSend.end();
        });
    }

    private static Side copying(String name, Path copy, Copying copying) {
        return new Side(name, Side.Wire.CHANNEL, socket -> {
            CountedSend.begin();
            copying.run();
            CountedSend.end();
            Files.delete(copy);
        });
    }

    private static Side replacing(String name, Path copy, Copying copying) {
        return new Side(name, Side.Wire.CHANNEL, socket -> {
            Files.createFile(copy);
            CountedSend.begin();
            copying.run();
            CountedSend.end();
            Files.delete(copy);
        });
    }

    @FunctionalInterface
    private interface Copying {
        void run() throws IOException;
    }
}
