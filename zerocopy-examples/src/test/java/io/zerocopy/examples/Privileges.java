package io.zerocopy.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a program so that permissions count, also where the tests run as root. */
final class Privileges {
    private Privileges() {}

    /** Root may read every folder; the test is skipped where that right cannot be dropped. */
    static List<String> without() throws InterruptedException {
        List<String> wrapper = List.of(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search");
        List<String> probe = new ArrayList<>(wrapper);
        probe.add("true");
        boolean works;
        try {
            works = new ProcessBuilder(probe).start().waitFor() == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "setpriv cannot drop the right to override permissions here");
        return wrapper;
    }
}
