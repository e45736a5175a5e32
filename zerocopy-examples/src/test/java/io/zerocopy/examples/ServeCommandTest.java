package io.zerocopy.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        assertThat(err.toString()).contains("missing: no such file").hasLineCount(1);
    }

    @Test
    void saysThatAFileIsNoFolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file.txt"), "content");
        assertThat(run("serve", file.toString(), "--port", "0")).isEqualTo(1);
        assertThat(err.toString()).contains(file + ": not a folder").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wx------", "rw-------", "---------"})
    void saysThatAFolderMayNotBeRead(String permissions, @TempDir Path folder) throws Exception {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString(permissions));
        try (CommandProcess process = CommandProcess.under(Privileges.without(), "serve", locked + "", "--port", "0")) {
            assertThat(process.readLine()).contains(locked + ": ").contains("may not");
            assertThat(process.hasEnded()).isTrue();
            assertThat(process.exitCode()).isEqualTo(1);
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** JDK 17 and 25 have the locale's encoding for names of files: with "C" that is ASCII. */
    @Test
    void leavesOutOfAListingWhatTheLocaleCannotName(@TempDir Path folder) throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "touch plain.txt \"$(printf '\\303\\244.txt')\"")
                                .directory(folder.toFile())
                                .start()
                                .waitFor()
                        == 0,
                "the file system has names of characters, not of bytes");
        try (CommandProcess process =
                CommandProcess.under(List.of("env", "LC_ALL=C"), "serve", folder + "", "--port", "0")) {
            assertThat(process.readLine())
                    .isEqualTo("Not every file is served: this locale has characters for English names only; "
                            + "LC_ALL=C.UTF-8 has them for all");
            String greeting = process.readLine();
            try (InputStream content = URI.create(greeting.substring(greeting.indexOf("http://")))
                    .toURL()
                    .openStream()) {
                String page = new String(content.readAllBytes(), UTF_8);
                assertThat(page)
                        .contains("href=\"./plain.txt\"")
                        .contains("1 more")
                        .containsOnlyOnce("href=\"./");
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void complainsOnceWithoutDescriptorsAndGoesOn(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("file.txt"), "content");
        int most = 64;
        try (CommandProcess process = CommandProcess.startWithDescriptors(most, "serve", folder + "", "--port", "0")) {
            String greeting = process.readLine();
            URI file =
                    URI.create(greeting.substring(greeting.indexOf("http://"))).resolve("file.txt");
            List<Socket> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < 2 * most; i++) {
                    Socket socket = new Socket(file.getHost(), file.getPort());
                    crowd.add(socket);
                    // Half a head: it is not idle, and leaves after 10 s.
                    socket.getOutputStream().write("GET /".getBytes(UTF_8));
                }
                assertThat(process.readLine()).contains("No client accepted");
                // It tries ten times a second, while the crowd stands still.
                assertThat(process.readsLineWithin(Duration.ofMillis(500))).isFalse();
            } finally {
                for (Socket socket : crowd) {
                    socket.close();
                }
            }
            try (InputStream content = file.toURL().openStream()) {
                assertThat(content.readAllBytes()).isEqualTo("content".getBytes(UTF_8));
            }
        }
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
