package io.zerocopy.examples.bench.cold;

import com.google.common.io.Closer;
import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Cell;
import io.zerocopy.examples.bench.Cell.Row;
import io.zerocopy.examples.bench.Column;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.Plan;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.cold.ColdServer.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.function.IOSupplier;

/**
 * How long clients of a small file that is in memory wait beside others who download files from a slow disk: by one
 * selector thread and by virtual threads, with other threads that wait for the disk and without.
 */
public final class ColdTable {
    private static final String ABOUT = "A file of 16 KiB in memory, asked for again and again, beside downloads of"
            + " files that are on a disk of 20 MB/s. p50 and p99 are from the request to the last byte; MB/s is what"
            + " the downloads get. Virtual threads have 2 carriers.";

    private static final long DISK_BYTES_PER_SECOND = 20_000_000;
    static final int FILES = 16;
    private static final long FILE_BYTES = 32L * Arena.MIB;
    private static final List<Integer> DOWNLOADS = List.of(0, 1, 4, FILES);

    private ColdTable() {}

    /** Why it cannot be measured here; empty if it can. */
    public static String whyNot() throws IOException {
        return SlowDisk.whyNot();
    }

    public static Plan plan(Arena arena) {
        List<Measurement> measurements = Stream.of(ServedKind.values())
                .filter(ServedKind::isThere)
                .map(kind -> new Measurement(
                        kind.words(), FILES * FILE_BYTES, afterRound -> measured(arena, kind, afterRound)))
                .toList();
        return new Plan("cold files", ABOUT, List.of(Column.P99, Column.P50, Column.THROUGHPUT), measurements);
    }

    private static List<Cell> measured(Arena arena, ServedKind kind, Runnable afterRound) throws IOException {
        Duration phase = Duration.ofSeconds(arena.effort().isQuick() ? 2 : 7);
        try (Closer closer = Closer.create()) {
            SlowDisk disk = closer.register(SlowDisk.create(arena.folder(), FILES, FILE_BYTES, DISK_BYTES_PER_SECOND));
            RandomFile.write(disk.folder().resolve(ColdServer.HOT), ColdServer.HOT_BYTES);
            List<ColdServer> servers = new ArrayList<>();
            for (Reading reading : Reading.values()) {
                servers.add(closer.register(ColdServer.start(disk, kind, reading)));
            }
            disk.throttle(servers.stream().map(ColdServer::process).toList());
            List<Cell> cells = new ArrayList<>();
            for (int downloads : DOWNLOADS) {
                List<IOSupplier<Sample>> rounds = servers.stream()
                        .map(server -> server.rounds(downloads, phase))
                        .toList();
                // The first ones warm up.
                List<List<Sample>> samples = new Interleaving(downloads == 0 ? 1 : 0, 1).run(rounds, afterRound);
                List<Row> rows = new ArrayList<>();
                for (int i = 0; i < samples.size(); i++) {
                    rows.add(new Row(servers.get(i).reading().words(), samples.get(i)));
                }
                cells.add(new Cell(kind.words() + ", " + downloads + " downloads", rows));
            }
            return cells;
        }
    }
}
