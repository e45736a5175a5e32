package io.zerocopy.examples.bench.tables;

import com.google.gson.GsonBuilder;
import java.util.List;

/**
 * All that was measured.
 *
 * @param setting what the figures depend on
 * @param tables in the order of measurement
 */
public record Results(Setting setting, List<Table> tables) {
    /** For programs. */
    public String toJson() {
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(this) + "\n";
    }
}
