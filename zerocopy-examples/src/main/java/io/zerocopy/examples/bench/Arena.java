package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Where and how long tables are measured.
 *
 * @param folder for files
 * @param peer who receives
 * @param effort how long
 */
public record Arena(Path folder, InetSocketAddress peer, Effort effort) {
    public static final int KIB = 1024;
    public static final int MIB = 1024 * 1024;

    /**
     * How long to measure.
     *
     * @param turns that count
     * @param longTurns that count where a round takes long
     * @param divisor of sizes and counts
     */
    public record Effort(int turns, int longTurns, int divisor) {
        /** As long as it takes to trust the figures: less than an hour in all. */
        public static final Effort FULL = new Effort(25, 9, 1);

        /** To see that it works; the figures are worth little. */
        public static final Effort QUICK = new Effort(2, 1, 48);

        /** So much of a size or count as there is time for. */
        public int of(int whole) {
            return Math.max(1, whole / divisor);
        }

        public boolean isQuick() {
            return divisor > 1;
        }
    }

    /**
     * What a measurement finds, and leaves to be removed.
     *
     * @param file of random bytes
     * @param open the same, open
     * @param scratch for other files
     * @param memory for files that are written while something is measured: in memory where it has room
     */
    record Ground(Path file, FileChannel open, ScratchFolder scratch, ScratchFolder memory) {}

    /** What is to be done there. */
    @FunctionalInterface
    interface Contesting {
        Contest on(Ground ground) throws IOException;
    }

    /** A contest about a file of so many bytes. */
    Measurement contest(String name, long bytes, int turns, Contesting contesting) {
        return new Measurement(name, afterRound -> {
            try (RandomFile content = RandomFile.create(folder, bytes);
                    FileChannel open = FileChannel.open(content.path());
                    ScratchFolder scratch = ScratchFolder.in(folder);
                    ScratchFolder memory = ScratchFolder.create(folder, 2 * bytes)) {
                Ground ground = new Ground(content.path(), open, scratch, memory);
                return contesting.on(ground).run(turns, afterRound);
            }
        });
    }

    /** A file's size, as it stands in names. */
    public static String size(long bytes) {
        return bytes < MIB ? bytes / KIB + " KiB" : bytes / MIB + " MiB";
    }
}
