package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code demo} as a user does, in a JVM of its own; nothing is asserted about who is faster. */
class DemoTest {
    private static final int FILE_BYTES = 3_000_000;

    @TempDir
    private Path folder;

    @Test
    void showsWhatBothCostForAFileOfTheUsers() throws Exception {
        Path file = folder.resolve("content.bin");
        byte[] content = new byte[FILE_BYTES];
        content[FILE_BYTES - 1] = 7;
        Files.write(file, content);

        ChildRun demo = ChildRun.of(folder, "demo", "--rounds", "2", file.toString());

        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertThat(demo.text())
                .startsWith("Checking by SHA-256")
                .contains("3,000,000 bytes", "SHA-256 " + Verification.of(file).sha256())
                .containsPattern("(?m)^time, median of 2 +[\\d,.]+ ms +[\\d,.]+ ms$")
                .containsPattern("(?m)^CPU of the sending thread +\\d+\\.\\d+ s/GB +\\d+\\.\\d+ s/GB$")
                .containsPattern("(?m)^read calls of that thread +(734 +\\d{1,3}|not counted +not counted)$")
                .containsPattern("(?m)^write calls of that thread +(733 +\\d{1,3}|not counted +not counted)$")
                .containsPattern("ZeroCopyTransfer took -?\\d+ % (less|more) time");
    }

    @Test
    void makesAFileAndRemovesIt() throws Exception {
        ChildRun demo = ChildRun.of(folder, "demo", "--rounds", "1", "--size", "1");

        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertThat(demo.text())
                .containsSubsequence(
                        "Writing 1 MiB of random bytes to " + folder + " ...\n",
                        "Checking by SHA-256 that both deliver these 1,048,576 bytes ...\n",
                        "Timing both in turn: 2 to warm up, 1 that count ...\n",
                        "Counting the calls of one more ...\n",
                        "Either way the whole file arrived, unchanged: SHA-256 ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void needsNoOtherProgram() throws Exception {
        ChildRun demo = ChildRun.withoutPrograms(folder, "demo", "--rounds", "1", "--size", "1");

        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertThat(demo.text())
                .startsWith("Writing 1 MiB")
                .containsPattern("(?m)^read calls of that thread +(257 |not counted )");
    }

    @Test
    void saysInOneLineWhatIsWrongWithTheFile() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertFails("no such file", folder.resolve("missing"));
        assertFails("is no regular file", folder);
        assertFails("is empty", empty);
    }

    private void assertFails(String why, Path file) throws Exception {
        ChildRun demo = ChildRun.of(folder, "demo", file.toString());
        assertThat(demo.exitCode()).as(demo.text()).isEqualTo(1);
        assertThat(demo.text()).startsWith("zerocopy: ").contains(why).hasLineCount(1);
    }
}
