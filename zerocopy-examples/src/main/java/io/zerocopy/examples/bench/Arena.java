package io.zerocopy.examples.bench;

import com.google.common.io.Closer;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.function.IOFunction;

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
     * @param divisor of sizes and counts
     */
    public record Effort(int turns, int divisor) {
        /** So much of a size or count as there is time for. */
        public int of(int whole) {
            return Math.max(1, whole / divisor);
        }

        public boolean isQuick() {
            return divisor > 1;
        }
    }

    /**
     * What a measurement finds.
     *
     * @param file of random bytes
     * @param closer of what is to be closed, or removed, when it has ended
     */
    record Ground(Path file, Closer closer) {
        FileChannel open() throws IOException {
            return closer.register(FileChannel.open(file));
        }

        /** For other files. */
        ScratchFolder scratch() throws IOException {
            return closer.register(ScratchFolder.in(file.resolveSibling("")));
        }

        /** For files that are written while something is measured: in memory where it has room. */
        ScratchFolder memory(long bytes) throws IOException {
            return closer.register(ScratchFolder.create(file.resolveSibling(""), bytes));
        }
    }

    /** A contest about a file of so many bytes. */
    Measurement contest(String name, long bytes, IOFunction<Ground, List<Contender>> contenders) {
        return new Measurement(name, bytes, afterRound -> {
            try (Closer closer = Closer.create()) {
                RandomFile content = closer.register(RandomFile.create(folder, bytes));
                List<Contender> all = contenders.apply(new Ground(content.path(), closer));
                return List.of(new Contest(name, all).run(Interleaving.of(effort.turns()), afterRound));
            }
        });
    }

    /** A file's size, as it stands in names. */
    public static String size(long bytes) {
        return bytes < MIB ? bytes / KIB + " KiB" : bytes / MIB + " MiB";
    }
}
