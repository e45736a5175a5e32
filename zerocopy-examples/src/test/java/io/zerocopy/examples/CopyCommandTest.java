package io.zerocopy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code copy} on real files. */
class CopyCommandTest {
    private final Terminal terminal = new Terminal();

    @TempDir
    private Path folder;

    @Test
    void copiesAndSaysHow() throws IOException {
        byte[] content = new byte[300_000];
        new SplittableRandom(1).nextBytes(content);
        Path file = Files.write(folder.resolve("file.bin"), content);
        Path copy = Files.write(folder.resolve("copy.bin"), new byte[] {1});
        assertThat(terminal.run("copy", file.toString(), copy.toString(), "--fsync"))
                .isZero();
        assertThat(copy).hasBinaryContent(content);
        assertThat(terminal.out()).contains("300,000 bytes by ");
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        Path file = folder.resolve("missing");
        assertThat(terminal.run("copy", file.toString(), folder.resolve("copy").toString()))
                .isEqualTo(1);
        assertThat(terminal.err()).contains(file + ": no such file").hasLineCount(1);
    }

    @Test
    void refusesToCopyAFileOntoItself() throws IOException {
        Path file = Files.write(folder.resolve("file.bin"), new byte[] {1, 2, 3});
        assertThat(terminal.run("copy", file.toString(), file.toString())).isEqualTo(1);
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }
}
