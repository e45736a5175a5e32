package io.zerocopy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.ChildJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import org.junit.jupiter.api.io.TempDir;

/** Whatever the Javadoc shows as code is compiled as it stands there. */
class JavadocTest {
    private static final Path CODE = Path.of("src", "main", "java", "io", "zerocopy");
    private static final Pattern SNIPPET = Pattern.compile("<pre>\\{@code\\n(.*?) \\* }</pre>", Pattern.DOTALL);
    private static final int JOBS = 10;

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
        boolean isMethod = snippet.startsWith("public ");
        String body = isMethod ? snippet : "void run() throws Exception {\n" + snippet + "}\n";
        Path code = Files.writeString(folder.resolve(name + ".java"), AT_HAND.replace("NAME", name) + body + "}\n");
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
