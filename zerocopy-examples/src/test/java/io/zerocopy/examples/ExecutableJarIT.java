package io.zerocopy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar zerocopy.jar}: without a flag the kernel tier is there where it can be, and nobody is warned. */
class ExecutableJarIT {
    private static final Path JAR = Path.of(System.getProperty("zerocopy.executable", "target/zerocopy.jar"));

    @TempDir
    Path folder = Path.of("");

    private boolean hasOverlay() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.isMultiRelease()).isTrue();
            return jar.getEntry("META-INF/versions/22/io/zerocopy/linux/SystemCalls.class") != null;
        }
    }

    @Test
    void theTierNeedsNoFlags() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        "--version")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            java.getOutputStream().close();
            assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            java.destroyForcibly();
        }
        assertThat(Files.readString(err)).isEmpty();
        boolean isThere = hasOverlay()
                && Runtime.version().feature() >= 22
                && System.getProperty("os.name").equals("Linux");
        assertThat(Files.readAllLines(out))
                .anyMatch(line -> line.matches("SPLICE +" + (isThere ? "yes" : "no") + " .*"));
    }
}
