package io.zerocopy.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.zerocopy.examples.CommandProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The embedded servers as a person runs them: each in a JVM of its own. */
@Timeout(300)
class MainsTest {
    @TempDir
    private Path root = Path.of("");

    static Stream<Class<?>> mains() {
        return Stream.of(SelectorFileServer.class, NettyFileServer.class, JdkHttpServer.class, TlsFileServer.class);
    }

    static Stream<Class<?>> mainsWithoutTls() {
        return mains().filter(main -> main != TlsFileServer.class);
    }

    @ParameterizedTest
    @MethodSource("mains")
    void whoIsNotToldWhatItHasToKnowSaysWhatThatIs(Class<?> main) throws Exception {
        String folder = root.toString();
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of(folder),
                List.of(folder, "http"),
                List.of(folder, "-1"),
                List.of(folder, "65536"),
                List.of(folder, ":8080"),
                List.of(folder, "no-such-host.invalid:8080"),
                List.of(folder, "0", "more"))) {
            try (CommandProcess server = CommandProcess.startMain(main, arguments.toArray(String[]::new))) {
                assertThat(server.readAll())
                        .as("%s", arguments)
                        .contains("Usage: java -cp zerocopy.jar " + main.getName() + " FOLDER LISTEN")
                        .contains("a port of this machine alone")
                        .doesNotContain("Exception");
                assertThat(server.exitCode()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mainsWithoutTls")
    void saysWhatItServesWhere(Class<?> main) throws Exception {
        Files.writeString(root.resolve("name"), "content");
        for (String listen : List.of("0", "127.0.0.1:0")) {
            try (CommandProcess server = CommandProcess.startMain(main, root.toString(), listen)) {
                String greeting = server.readLine();
                assertThat(greeting)
                        .startsWith("Serving '" + root + "' at http://localhost:")
                        .endsWith("/");
                URI file = URI.create(greeting.substring(greeting.lastIndexOf(' ') + 1) + "name");
                HttpResponse<String> response = HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("content");
            }
        }
    }

    /** The address is one that a client can ask, colons of its own or not. */
    @Test
    void saysAnAddressOfIpv6AsClientsWriteIt() throws Exception {
        Files.writeString(root.resolve("name"), "content");
        try (CommandProcess server = CommandProcess.startMain(JdkHttpServer.class, root.toString(), "[::]:0")) {
            String greeting = server.readLine();
            assumeFalse(greeting.startsWith("JdkHttpServer: "), greeting);
            assertThat(greeting).contains(" at http://[0:0:0:0:0:0:0:0]:");
            URI file = URI.create(greeting.substring(greeting.lastIndexOf(' ') + 1) + "name");
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("content");
        }
    }

    /** Of those that zerocopy.jar does not have; all have the same main. */
    @Test
    void aServerOfOthersServesToo() throws Exception {
        Files.writeString(root.resolve("name"), "content");
        try (CommandProcess server = CommandProcess.startMain(VertxServer.class)) {
            assertThat(server.readAll()).contains("exec:exec", VertxServer.class.getName() + " FOLDER LISTEN");
            assertThat(server.exitCode()).isEqualTo(2);
        }
        try (CommandProcess server = CommandProcess.startMain(VertxServer.class, root.toString(), "0")) {
            String greeting = server.readLine();
            while (greeting.isEmpty() || greeting.startsWith("WARNING")) {
                // JDK 24 and newer, of the native code that Netty loads.
                greeting = server.readLine();
            }
            assertThat(greeting).startsWith("Serving '" + root + "' at http://localhost:");
            URI file = URI.create(greeting.substring(greeting.lastIndexOf(' ') + 1) + "name");
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("content");
        }
    }

    @ParameterizedTest
    @MethodSource("mainsWithoutTls")
    void saysWhyItCannotServe(Class<?> main) throws Exception {
        Path file = Files.createFile(root.resolve("file"));
        requireRefused(main, "is no folder", file.toString(), "0");
        requireRefused(main, "there is no '", root.resolve("missing").toString(), "0");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            requireRefused(main, String.valueOf(taken.getLocalPort()), root.toString(), "" + taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @MethodSource("mainsWithoutTls")
    void saysThatItMayNotReadTheFolder(Class<?> main) throws Exception {
        Path closed = Files.createDirectory(root.resolve("closed"));
        Files.setPosixFilePermissions(closed, Set.of());
        assumeFalse(Files.isReadable(closed), "this user may read everything, as root does");
        requireRefused(main, "may not be read", closed.toString(), "0");
    }

    private static void requireRefused(Class<?> main, String why, String... arguments) throws Exception {
        try (CommandProcess server = CommandProcess.startMain(main, arguments)) {
            String said = server.readAll();
            List<String> lines = new ArrayList<>(said.lines().toList());
            lines.removeIf(line -> line.contains(" DEBUG ") || line.contains(" WARN "));
            assertThat(lines).as(said).hasSize(1);
            assertThat(said).contains(main.getSimpleName() + ": ", why);
            assertThat(server.exitCode()).isEqualTo(1);
        }
    }
}
