package io.zerocopy.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code log serve}, {@code produce}, {@code consume} and {@code mirror} as a user would, in one process. */
@Timeout(300)
class LogCommandTest {
    private final StringWriter err = new StringWriter();

    @Test
    void linesGoInAndComeOut(@TempDir Path folder) throws Exception {
        List<String> lines = List.of("one", "", "zwölf €", "four");
        Path input = Files.write(folder.resolve("lines"), lines);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            String broker = serve(threads, folder.resolve("a"));

            assertThat(run("log", "produce", broker, input.toString())).contains("4 records acknowledged");
            assertThat(run("log", "consume", broker, "--to-end"))
                    .hasLineCount(4)
                    .isEqualToIgnoringNewLines(String.join("", lines));
            assertThat(run("log", "consume", broker, "--from", "2", "--until", "3"))
                    .isEqualToIgnoringNewLines("zwölf €");

            BufferedReader tail = begin(threads, "log", "consume", broker, "--from", "4");
            BufferedReader copied =
                    begin(threads, "log", "mirror", broker, folder.resolve("b").toString());
            assertThat(copied.readLine()).isEqualTo("4 records copied, the log ends at 4");
            assertThat(run("log", "produce", broker, input.toString())).contains("4 records acknowledged");
            assertThat(tail.readLine()).isEqualTo("one");
            assertThat(copied.readLine()).contains("the log ends at");
        } finally {
            threads.shutdownNow();
        }
    }

    /** Who writes into a pipe flushes when a buffer is full, and not where a line ends. */
    @Test
    void halfALineHoldsUpNoneBeforeIt(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        InputStream before = System.in;
        PipedOutputStream program = new PipedOutputStream();
        try {
            System.setIn(new PipedInputStream(program));
            String broker = serve(threads, folder);
            BufferedReader tail = begin(threads, "log", "consume", broker);
            // Cut inside a line, and inside its last character.
            byte[] second = "hal\u00e9\n".getBytes(UTF_8);
            program.write("one\n".getBytes(UTF_8));
            program.write(second, 0, second.length - 2);
            Future<String> produced = threads.submit(() -> run("log", "produce", broker));
            assertThat(tail.readLine()).isEqualTo("one");
            program.write(second, second.length - 2, 2);
            program.close();
            assertThat(tail.readLine()).isEqualTo("hal\u00e9");
            assertThat(produced.get(60, TimeUnit.SECONDS)).contains("2 records acknowledged");
        } finally {
            System.setIn(before);
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsRefusedIsOneLine(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            String broker = serve(threads, folder);
            assertThat(run("log", "consume", broker, "--from", "7")).isEmpty();
            assertThat(run("log", "serve", folder.toString(), "--listen", "localhost:0"))
                    .isEmpty();
            assertThat(err.toString())
                    .contains("offset 7 is out of range", "runs already")
                    .hasLineCount(2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Nobody reads any more: also of a log that is at its end, so that there is nothing more to write. */
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere only a write finds out that a pipe has broken")
    @ParameterizedTest
    @ValueSource(ints = {3, 100_000})
    void consumingEndsWithTheReaderOfItsPipe(int lines, @TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Path input = Files.write(folder.resolve("lines"), Collections.nCopies(lines, "a line"));
            String broker = serve(threads, folder.resolve("a"));
            run("log", "produce", broker, input.toString());
            String command = "\"$@\" | head -n 1; echo ${PIPESTATUS[0]}";
            try (CommandProcess piped = CommandProcess.startInShell(command, "log", "consume", broker)) {
                assertThat(piped.readLine()).isEqualTo("a line");
                assertThat(piped.readLine()).isEqualTo("141");
                assertThat(piped.hasEnded()).isTrue();
            }
            String mirror = "\"$@\" | head -n 1; echo ${PIPESTATUS[0]}";
            String copy = folder.resolve("b").toString();
            try (CommandProcess piped = CommandProcess.startInShell(mirror, "log", "mirror", broker, copy)) {
                assertThat(piped.readLine()).contains("records copied");
                assertThat(piped.readLine()).isEqualTo("141");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** It says so once, and goes on when there are some again. */
    @EnabledOnOs(value = OS.LINUX, disabledReason = "ulimit")
    @Test
    void theBrokerOutlivesALackOfDescriptors(@TempDir Path folder) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (CommandProcess broker =
                CommandProcess.startWithDescriptors(64, "log", "serve", folder.toString(), "--listen", "localhost:0")) {
            String line = broker.readLine();
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            for (int i = 0; i < 128; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            assertThat(broker.readLine()).contains("WARN").contains("No connection is accepted");
            // It tries ten times a second.
            assertThat(new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS)).isFalse();
            for (Socket client : clients) {
                client.close();
            }
            assertThat(run("log", "consume", "localhost:" + port, "--to-end")).isEmpty();
            assertThat(err.toString()).isEmpty();
            assertThat(broker.stops()).isTrue();
            assertThat(broker.hasEnded()).isTrue();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** A reader that is only slow is none that has gone. */
    @Test
    void consumingWaitsForASlowReader(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Path input = Files.write(
                    folder.resolve("lines"), Collections.nCopies(20_000, "a line of more than a few bytes"));
            String broker = serve(threads, folder.resolve("a"));
            run("log", "produce", broker, input.toString());
            try (CommandProcess slow = CommandProcess.startInShell("exec \"$@\"", "log", "consume", broker)) {
                assertThat(slow.readLine()).startsWith("a line");
                assertThat(new CountDownLatch(1).await(4, TimeUnit.SECONDS)).isFalse();
                for (int i = 1; i < 20_000; i++) {
                    assertThat(slow.readLine()).startsWith("a line");
                }
                assertThat(slow.stops()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Where it listens. */
    private String serve(ExecutorService threads, Path folder) throws IOException {
        String line = begin(threads, "log", "serve", folder.toString(), "--listen", "localhost:0")
                .readLine();
        assertThat(line).contains("has no records yet, the next offset is 0; listening at localhost:");
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private String run(String... arguments) {
        StringWriter out = new StringWriter();
        execute(out, arguments);
        return out.toString();
    }

    /** A command that goes on until its thread is interrupted. */
    private BufferedReader begin(ExecutorService threads, String... arguments) throws IOException {
        PipedReader reader = new PipedReader();
        PipedWriter writer = new PipedWriter(reader);
        Future<?> running = threads.submit(() -> execute(writer, arguments));
        assertThat(running.isCancelled()).isFalse();
        return new BufferedReader(reader);
    }

    private void execute(Writer out, String... arguments) {
        Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
