package io.zerocopy.examples.serve;

import java.util.Locale;

/** Sizes as people read them. */
final class HumanSize {
    private static final String PREFIXES = "kMGTPE";

    private HumanSize() {}

    static String of(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int prefix = -1;
        // What would be rounded to four digits belongs to the next prefix.
        while (value >= 999.95) {
            value /= 1000;
            prefix++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, PREFIXES.charAt(prefix));
    }
}
