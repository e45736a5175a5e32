package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** What people type: curl and wget, where they are installed. */
class CommandLineClientsTest {
    private final byte[] content = new byte[5_000_001];
    private Path folder;
    private Path copy;
    private RunningSite site;

    @BeforeEach
    void serve(@TempDir Path temporary) throws IOException {
        new SplittableRandom(9).nextBytes(content);
        folder = Files.createDirectory(temporary.resolve("served"));
        Files.write(folder.resolve("content.bin"), content);
        copy = Files.write(temporary.resolve("content.bin"), Arrays.copyOf(content, 1_234_567));
        site = new RunningSite(folder, TransferOptions.DEFAULTS, RunningSite.PATIENT.withUploadBytes(content.length));
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    @Test
    void curlFetchesARange() throws Exception {
        run("curl", "-sSf", "-r", "1000-1999", "-o", copy.toString(), url("/content.bin"));
        assertThat(copy).hasBinaryContent(Arrays.copyOfRange(content, 1000, 2000));
    }

    @Test
    void curlResumes() throws Exception {
        run("curl", "-sSf", "-C", "-", "-o", copy.toString(), url("/content.bin"));
        assertThat(copy).hasBinaryContent(content);
    }

    @Test
    void wgetResumes() throws Exception {
        run("wget", "-q", "-c", "-O", copy.toString(), url("/content.bin"));
        assertThat(copy).hasBinaryContent(content);
    }

    @Test
    void curlUploads() throws Exception {
        // Twice: a new file, and one that is there. Of this size curl waits for "100 Continue".
        String source = folder.resolve("content.bin").toString();
        run("curl", "-sSf", "-T", source, url("/new.bin"), "-T", source, url("/new.bin"));
        assertThat(folder.resolve("new.bin")).hasBinaryContent(content);
    }

    @Test
    void curlUploadsWhatItDoesNotKnowTheLengthOf() throws Exception {
        run(new ProcessBuilder("curl", "-sSf", "-T", "-", url("/new.bin"))
                .redirectInput(folder.resolve("content.bin").toFile()));
        assertThat(folder.resolve("new.bin")).hasBinaryContent(content);
    }

    private String url(String path) {
        return site.uri(path).toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        run(new ProcessBuilder(command));
    }

    private static void run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process;
        try {
            process = command.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException(command.command().get(0) + " is not installed: " + e.getMessage());
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
