package io.zerocopy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.ConnectedPair;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the Javadoc shows as code is compiled as it stands there. */
class JavadocTest {
    private static final Path CODE = Path.of("src", "main", "java", "io", "zerocopy");
    private static final Pattern SNIPPET = Pattern.compile("<pre>\\{@code\\n(.*?) \\* }</pre>", Pattern.DOTALL);
    private static final int JOBS = 10;
    private static final int EVENT_LOOP_JOB = 4;

    /** What a reader has at hand: each snippet may use these. */
    private static final String AT_HAND = """
            import static java.nio.charset.StandardCharsets.US_ASCII;

            import io.zerocopy.*;
            import io.zerocopy.PendingTransfer.Awaits;
            import java.io.*;
            import java.net.*;
            import java.nio.*;
            import java.nio.channels.*;
            import java.nio.file.*;
            import java.time.Duration;
            import java.util.concurrent.*;

            abstract class NAME {
                Path file, path, segment, backup, upload;
                long position, count, contentLength, counted;
                ByteBuffer header;
                SocketAddress address;
                SocketChannel channel, peer, client, server;
                WritableByteChannel delegate;
                Selector selector;
                SelectionKey key;
                ExecutorService executor;
                Payload payload, response;
                PendingSend transfer;
                TransferOptions options;
                Duration limit;

            """;

    @TempDir
    Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> compiles() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(CODE)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (file.toString().endsWith(".java")) {
                    for (String snippet : snippetsOf(file)) {
                        String name = "Snippet" + tests.size();
                        tests.add(DynamicTest.dynamicTest(
                                file.getFileName() + ": "
                                        + snippet.lines().findFirst().orElse(""),
                                () -> assertThat(errorsOf(name, snippet)).isEmpty()));
                    }
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(JOBS);
        return tests.stream();
    }

    /** What goes out in the first turn leaves nothing to select for. */
    @Test
    @Timeout(300)
    void theEventLoopEnds() throws Exception {
        String loop = snippetsOf(CODE.resolve("package-info.java")).get(EVENT_LOOP_JOB - 1);
        String name = "Loop";
        String open = "static class Running extends " + name + " {}\n";
        assertThat(errorsOf(name, loop, open)).isEmpty();
        byte[] body = "all of it in one turn".getBytes(UTF_8);
        URL[] compiled = {folder.toUri().toURL()};
        try (ConnectedPair pair = ConnectedPair.tcp();
                Selector selector = Selector.open();
                URLClassLoader loader = new URLClassLoader(compiled, ZeroCopyTransfer.class.getClassLoader())) {
            pair.sender().configureBlocking(false);
            Class<?> shown = loader.loadClass(name);
            Constructor<?> constructor = loader.loadClass(name + "$Running").getDeclaredConstructor();
            constructor.setAccessible(true);
            Object running = constructor.newInstance();
            set(shown, running, "selector", selector);
            set(shown, running, "channel", pair.sender());
            set(shown, running, "key", pair.sender().register(selector, 0));
            set(shown, running, "options", TransferOptions.DEFAULTS);
            set(shown, running, "response", Payload.builder().bytes(body).build());
            Method run = shown.getDeclaredMethod("run");
            run.setAccessible(true);
            run.invoke(running);
            pair.sender().close();
            ByteBuffer got = ByteBuffer.allocate(2 * body.length);
            while (pair.receiver().read(got) >= 0) {
                assertThat(got.position()).isLessThanOrEqualTo(body.length);
            }
            assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(body));
        }
    }

    private static void set(Class<?> shown, Object running, String name, Object value) throws Exception {
        Field field = shown.getDeclaredField(name);
        field.setAccessible(true);
        field.set(running, value);
    }

    @Test
    void theTenCommonestJobsAreShown() throws IOException {
        String text = Files.readString(CODE.resolve("package-info.java"), UTF_8);
        assertThat(snippetsOf(CODE.resolve("package-info.java"))).hasSize(JOBS);
        for (int job = 1; job <= JOBS; job++) {
            assertThat(text).contains(" * <p>" + job + ". <b>");
        }
    }

    @Test
    void theClassCommentOfTheFacadeHasAnExample() throws IOException {
        assertThat(snippetsOf(CODE.resolve("ZeroCopyTransfer.java"))).hasSize(1);
    }

    private static List<String> snippetsOf(Path file) throws IOException {
        List<String> snippets = new ArrayList<>();
        Matcher matcher = SNIPPET.matcher(Files.readString(file, UTF_8));
        while (matcher.find()) {
            snippets.add(matcher.group(1).replaceAll("(?m)^ \\* ?", ""));
        }
        return snippets;
    }

    private String errorsOf(String name, String snippet) throws IOException {
        return errorsOf(name, snippet, "");
    }

    private String errorsOf(String name, String snippet, String more) throws IOException {
        boolean isMethod = snippet.startsWith("public ");
        String body = isMethod ? snippet : "void run() throws Exception {\n" + snippet + "}\n";
        Path code =
                Files.writeString(folder.resolve(name + ".java"), AT_HAND.replace("NAME", name) + body + more + "}\n");
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        folder.toString(),
                        "-cp",
                        ChildJvm.home(ZeroCopyTransfer.class).toString(),
                        code.toString());
        return failed == 0 ? "" : said.toString();
    }
}
