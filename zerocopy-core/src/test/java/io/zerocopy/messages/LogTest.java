package io.zerocopy.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lines of the log begin with their transfer, so that those of two at once can be told apart. */
class LogTest {
    private static final String LOG = "-Dorg.slf4j.simpleLogger.log.io.zerocopy.ZeroCopyTransfer=";

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file of Windows has a line break in its name")
    void eachLineNamesItsTransfer() throws Exception {
        List<String> lines = linesAt("trace");
        for (String name : List.of("one", "two\\nlines")) {
            String transfer = "send of '" + folder + "/" + name + "' to a channel (";
            assertThat(lines.stream().filter(line -> line.contains(transfer)))
                    .as(name)
                    .anySatisfy(line ->
                            assertThat(line).contains("TRACE", "DIRECT_BUFFER_COPY moved 400 bytes, 800 in all"))
                    .anySatisfy(line -> assertThat(line).contains("DEBUG", " in place of "));
        }
        assertThat(lines).allSatisfy(line -> assertThat(line).contains("send of '"));
    }

    @Test
    void nothingIsSaidAtInfo() throws Exception {
        assertThat(linesAt("info")).isEmpty();
    }

    private List<String> linesAt(String level) throws Exception {
        ChildJvm.Finished child = ChildJvm.of(LoggedSendsMain.class)
                .options(LOG + level)
                .arguments(folder)
                .run();
        child.requireSuccess();
        return child.err()
                .lines()
                .filter(line -> line.contains("ZeroCopyTransfer"))
                .toList();
    }
}
