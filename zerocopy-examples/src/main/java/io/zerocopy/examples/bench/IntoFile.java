package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** From a socket into a file, from a peer that sends as fast as it can: what the JDK has for it is transferFrom. */
final class IntoFile {
    private static final List<Goal> GOALS = List.of(Goal.timeAtLeast(1.8), Goal.cpuAtMost(0.6));

    private IntoFile() {}

    /** Over what an open file has already: no file system is in the way. */
    static Scenario open(Path file, ScratchFolder scratch) throws IOException {
        long bytes = Files.size(file);
        Path target = scratch.file("open");
        Side loop = Side.overChannel("transferFrom", source -> {
            try (FileChannel open = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                transferFrom(source, open, bytes);
            }
        });
        Side library = Side.overChannel("ZeroCopyTransfer", source -> {
            try (FileChannel open = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                ZeroCopyTransfer.receive(source, open, 0, bytes);
            }
        });
        return new Receiving("socket to an open file", file, bytes, loop, library, GOALS);
    }

    /** Instead of a file: the library's appears when it is whole, transferFrom's grows from nothing. */
    static Scenario replaced(Path file, ScratchFolder scratch) throws IOException {
        long bytes = Files.size(file);
        Path target = scratch.file("replaced");
        Side loop = Side.overChannel("truncate, transferFrom", source -> {
            try (FileChannel empty = FileChannel.open(
                    target,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                transferFrom(source, empty, bytes);
            }
        });
        Side library = Side.overChannel("ZeroCopyTransfer", source -> ZeroCopyTransfer.receive(source, target, bytes));
        return new Receiving("socket to a replaced file", file, bytes, loop, library, List.of());
    }

    private static void transferFrom(ReadableByteChannel source, FileChannel target, long count) throws IOException {
        long received = 0;
        while (received < count) {
            long moved = target.transferFrom(source, received, count - received);
            if (moved == 0) {
                throw new EOFException("the stream ended after " + received + " bytes");
            }
            received += moved;
        }
    }

    private record Receiving(String name, Path file, long bytes, Side baseline, Side ours, List<Goal> goals)
            implements Scenario {
        @Override
        public Job job() {
            return Job.send(file);
        }

        @Override
        public long sends() {
            return 1;
        }
    }
}
