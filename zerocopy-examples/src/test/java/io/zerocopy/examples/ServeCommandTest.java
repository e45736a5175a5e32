package io.zerocopy.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs {@code serve} as a person at a terminal does. */
class ServeCommandTest {
    private final StringWriter err = new StringWriter();

    @Test
    void servesUntilItIsToldToStop(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("file.txt"), "content");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        folder.toString(),
                        "--port",
                        "0",
                        "--rate",
                        "1G")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            String greeting = output.readLine();
            assertThat(greeting).startsWith("Serving ").contains(" at http://localhost:");
            URI file =
                    URI.create(greeting.substring(greeting.indexOf("http://"))).resolve("file.txt");
            try (InputStream content = file.toURL().openStream()) {
                assertThat(content.readAllBytes()).isEqualTo("content".getBytes(UTF_8));
            }
            // A line of the access log: who, what, how many bytes, and by which road.
            assertThat(output.readLine()).containsPattern("127.0.0.1 GET /file.txt 200 [0-9]+ bytes [A-Z_]+ ");
            // By the handle: the process itself would close its output, too.
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(output.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void saysThatThePortIsTaken(@TempDir Path folder) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            assertThat(run("serve", folder.toString(), "--port", port)).isEqualTo(1);
            assertThat(err.toString()).contains("cannot listen on port " + port).hasLineCount(1);
        }
    }

    @Test
    void saysThatThereIsNoSuchFolder(@TempDir Path folder) {
        assertThat(run("serve", folder.resolve("missing").toString(), "--port", "0"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("NoSuchFileException").hasLineCount(1);
    }

    @Test
    void refusesARateThatIsNone(@TempDir Path folder) {
        assertThat(run("serve", folder.toString(), "--rate", "fast")).isEqualTo(2);
        assertThat(err.toString()).contains("is not a number of bytes");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        return commandLine.setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
