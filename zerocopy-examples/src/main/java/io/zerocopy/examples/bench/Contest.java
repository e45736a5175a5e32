package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Cell.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.function.IOSupplier;

/**
 * The library, the others, and the library again, in turn. What the library's ratios with itself show (A/A) is the
 * noise of the machine.
 *
 * @param name what is done
 * @param contenders the library first
 */
public record Contest(String name, List<Contender> contenders) {
    public static final String LIBRARY = "ZeroCopyTransfer";

    /**
     * One of those that are measured beside each other.
     *
     * @param name for the table
     * @param round one round of it
     */
    public record Contender(String name, IOSupplier<Sample> round) {}

    public Cell run(Interleaving interleaving, Runnable afterRound) throws IOException {
        List<Contender> all = new ArrayList<>(contenders);
        all.add(contenders.get(0));
        List<List<Sample>> samples =
                interleaving.run(all.stream().map(Contender::round).toList(), afterRound);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            List<Sample> library = samples.get(i == 0 ? contenders.size() : 0);
            rows.add(new Row(contenders.get(i).name(), samples.get(i), library));
        }
        return new Cell(name, rows);
    }
}
