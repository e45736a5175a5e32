package io.zerocopy.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each command says, and its exit code, when something is wrong: a table that people read, beside the test. Where
 * it is to change, the failure names the file to put in its place.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "signals, pipes, terminals and the system's words are those of Linux")
@Timeout(300)
class CommandTableTest {
    private static final long LOOK_AGAIN_MILLIS = 20;

    @TempDir
    private Path folder;

    private final List<String> rows = new ArrayList<>();
    private int taken = -1;

    @BeforeEach
    void files() throws IOException {
        Files.write(folder.resolve("file"), new byte[50]);
    }

    @Test
    void mistakes() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = other.getLocalPort();
            wrongArguments();
            missingFiles();
            takenPorts();
        }
        nobodyListens();
        compare("mistakes");
    }

    private void wrongArguments() {
        row("a command mistyped", "sned", "file", "localhost:1");
        row("a command mistyped", "help", "sned");
        row("a command mistyped", "log", "consmue", "localhost:1");
        row("an option mistyped", "send", "file", "localhost:1", "--positoin=3");
        row("wrong argument", "send", "file", "localhost");
        row("wrong argument", "send", "file", "localhost:1", "--count=-1");
        row("wrong argument", "send", at("file"), "localhost:1", "--position=100");
        row("wrong argument", "copy", "file");
        row("wrong argument", "copy", at("file"), at("file"));
        row("wrong argument", "copy", folder.toString(), at("copy"));
        row("wrong argument", "receive", "nowhere", "file");
        row("wrong argument", "receive", "0", folder.toString());
        row("wrong argument", "serve", ".", "--port=99999");
        row("wrong argument", "serve", ".", "--rate=fast");
        row("wrong argument", "serve", at("file"));
        row("wrong argument", "relay", "0", "localhost");
        row("wrong argument", "log", "serve", "log", "--segment=large");
        row("wrong argument", "log", "serve", at("file"));
        row("wrong argument", "log", "produce", "localhost:1", "--batch-bytes=some");
        row("wrong argument", "log", "consume", "localhost:99999");
        row("wrong argument", "log", "mirror", "localhost:1");
        row("wrong argument", "demo", "--size=0");
        row("wrong argument", "demo", at("file"), "--rounds=none");
        row("wrong argument", "demo", "--in=" + at("file"));
        row("wrong argument", "bench", "--fast");
    }

    private void missingFiles() {
        row("missing file", "send", at("missing"), "localhost:1");
        row("missing file", "copy", at("missing"), at("copy"));
        row("missing folder", "copy", at("file"), at("missing/copy"));
        row("missing folder", "receive", "0", at("missing/file"));
        row("missing folder", "serve", at("missing"));
        row("missing file", "log", "produce", "localhost:1", at("missing"));
        row("missing file", "demo", at("missing"));
        row("missing folder", "demo", "--in=" + at("missing"));
        row("missing folder", "compare", "--in=" + at("missing"));
    }

    private void takenPorts() {
        row("port taken", "receive", "" + taken, at("received"));
        row("port taken", "serve", folder.toString(), "--port=" + taken);
        row("port taken", "relay", "" + taken, "localhost:1");
        row("port taken", "log", "serve", at("log"), "--listen=localhost:" + taken);
    }

    private void nobodyListens() {
        row("nobody listens", "send", at("file"), "localhost:" + taken);
        row("nobody listens", "log", "produce", "localhost:" + taken, at("file"));
        row("nobody listens", "log", "consume", "localhost:" + taken);
        row("nobody listens", "log", "mirror", "localhost:" + taken, at("mirror"));
        row("no such host", "send", at("file"), "no-such-host.invalid:80");
        row("no such host", "relay", "0", "no-such-host.invalid:80");
        row("no such host", "serve", folder.toString(), "--bind=no-such-host.invalid");
        row("no such host", "log", "consume", "no-such-host.invalid:80");
    }

    @Test
    void permissions() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path secret = Files.write(folder.resolve("secret"), new byte[50]);
        for (Path each : List.of(closed, secret)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("---------"));
        }
        List<List<String>> commands = List.of(
                List.of("send", secret.toString(), "localhost:1"),
                List.of("copy", secret.toString(), at("copy")),
                List.of("copy", at("file"), at("closed/copy")),
                List.of("receive", "0", at("closed/file")),
                List.of("serve", closed.toString()),
                List.of("log", "serve", at("closed/log")),
                List.of("log", "produce", "localhost:1", secret.toString()),
                List.of("demo", secret.toString()),
                List.of("compare", "--in=" + closed));
        try (CommandProcess process = CommandProcess.underMain(Privileges.without(), Rows.class, Rows.join(commands))) {
            for (List<String> command : commands) {
                add("no permission", command, process.readLine());
            }
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
        compare("permissions");
    }

    @Test
    void controlC() throws Exception {
        Path large = folder.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(16L << 30);
        }
        Path received = Files.createDirectory(folder.resolve("received"));
        Path copied = Files.createDirectory(folder.resolve("copied"));
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandProcess receive = start("receive", "0", received.resolve("file") + "");
                CommandProcess serve = start("serve", folder + "", "--port=0");
                CommandProcess relay = start("relay", "0", "localhost:" + silent.getLocalPort());
                CommandProcess log = start("log", "serve", at("log"), "--listen=localhost:0");
                CommandProcess copy = start("copy", large + "", copied.resolve("file") + "")) {
            String place = receive.readLine();
            try (Socket sender = new Socket("localhost", Integer.parseInt(place.replaceAll(".*:", "")))) {
                sender.getOutputStream().write(new byte[7]);
                awaitDebris(received);
                interrupt("receive PORT FILE, in progress", receive);
            }
            assertThat(received).isEmptyDirectory();
            awaitDebris(copied);
            interrupt("copy FILE COPY, in progress", copy);
            assertThat(copied).isEmptyDirectory();
            downloadInProgress(serve);
            relay.readLine();
            interrupt("relay LISTEN TARGET, idle", relay);
            log.readLine();
            interrupt("log serve DIR", log);
            try (CommandProcess send = start("send", large + "", "localhost:" + silent.getLocalPort());
                    Socket accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).isZero();
                interrupt("send FILE HOST:PORT, the peer does not read", send);
            }
        }
        demoInProgress();
        compare("control-c");
    }

    /** Its end is not waited for: the download has ten seconds. */
    private void downloadInProgress(CommandProcess serve) throws Exception {
        String place = serve.readLine();
        try (Socket client = new Socket("localhost", Integer.parseInt(place.replaceAll(".*:|/$", "")))) {
            client.getOutputStream().write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            serve.interrupt();
            add("Ctrl-C", List.of("serve DIR, a download in progress"), "not yet | " + serve.readLine());
        }
    }

    /** Which phases it still tells of is a matter of luck. */
    private void demoInProgress() throws Exception {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        try (CommandProcess demo = start("demo", "--size=64", "--in=" + scratch)) {
            while (!demo.readLine().startsWith("Checking")) {
                // Until its file is there.
            }
            demo.interrupt();
            demo.readAll();
            add("Ctrl-C", List.of("demo, in progress"), demo.exitCode() + " | ");
        }
        assertThat(scratch).isEmptyDirectory();
    }

    private static CommandProcess start(String... command) throws IOException {
        // A shell's background job, as tests may be, ignores SIGINT and has its children do so.
        return CommandProcess.under(List.of("env", "--default-signal=INT"), command);
    }

    private void interrupt(String command, CommandProcess process) throws Exception {
        process.interrupt();
        String said = process.readAll();
        add(
                "Ctrl-C",
                List.of(command),
                process.exitCode() + " | " + said.strip().replace("\n", " / "));
    }

    private static void awaitDebris(Path folder) throws Exception {
        while (true) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                if (files.iterator().hasNext()) {
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    @Test
    void pipesAndTerminals() throws Exception {
        piped("nobody reads", "copy FILE COPY", "\"$@\" | true; echo ${PIPESTATUS[0]}", "copy", at("file"), at("a"));
        piped("no terminal", "copy FILE COPY", "\"$@\" 2>&1; echo $?", "copy", at("file"), at("b"));
        String inTerminal = "script -qec \"$(printf '%q ' \"$@\")\" /dev/null; echo $?";
        terminal("a terminal", "TERM=xterm", inTerminal);
        terminal("NO_COLOR", "TERM=xterm NO_COLOR=1", inTerminal);
        terminal("TERM=dumb", "TERM=dumb", inTerminal);
        piped("LC_ALL=C", "copy GRÜN COPY", "export LC_ALL=C; \"$@\" $'gr\\303\\274n' copy 2>&1; echo $?", "copy");
        compare("pipes-and-terminals");
    }

    private void piped(String situation, String name, String script, String... command) throws Exception {
        try (CommandProcess process = CommandProcess.startInShell(script, command)) {
            List<String> said = process.readAll().lines().toList();
            add(
                    situation,
                    List.of(name),
                    said.get(said.size() - 1) + " | " + String.join(" / ", said.subList(0, said.size() - 1)));
        }
    }

    private void terminal(String situation, String environment, String script) throws Exception {
        try (CommandProcess process =
                CommandProcess.startInShell("export " + environment + "; " + script, "copy", at("file"), at("c"))) {
            String said = process.readAll();
            String bar =
                    !said.contains("%") ? "no bar" : said.contains("\u001b[33m") ? "a bar in colour" : "a plain bar";
            String last = said.lines().reduce((a, b) -> b).orElse("");
            add(situation, List.of("copy FILE COPY"), last + " | " + bar + ", then the result");
            assertThat(said).contains("50 bytes");
        }
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private void row(String situation, String... command) {
        add(situation, Arrays.asList(command), Rows.run(command));
    }

    /** Without what differs from run to run and from JDK to JDK. */
    private void add(String situation, List<String> command, String result) {
        String row = "| `" + String.join(" ", command) + "` | " + situation + " | " + result + " |";
        rows.add(row.replace(folder.toString(), "DIR")
                .replaceAll("(port |localhost:|=|`receive |`relay )" + taken + "\\b", "$1PORT")
                .replaceAll("[A-Z_]+ in place of [A-Z_]+: [^/|]*(/ )?", "")
                .replaceAll("by [A-Z_]+ \\([a-z ]+\\) in [0-9.,]+ ms, [0-9.,]+ MB/s", "by ROAD in N ms, N MB/s")
                .replaceAll("stopped after [0-9,]+ bytes", "stopped after N bytes")
                .replaceAll(" +", " "));
    }

    private void compare(String name) throws IOException {
        String head = "| command | situation | exit code | words |\n|---|---|---|---|\n";
        String seen = head + String.join("\n", rows) + "\n";
        Path written = Path.of("target", "commands", name + ".md");
        Files.createDirectories(Objects.requireNonNull(written.getParent()));
        Files.writeString(written, seen);
        Path expected = Path.of("src", "test", "resources", "commands", name + ".md");
        try (Stream<String> lines = Files.lines(expected, UTF_8)) {
            assertThat(seen.lines().toList())
                    .as("%s; if the new words are better: cp %s %s", name, written, expected)
                    .isEqualTo(lines.toList());
        }
    }
}
