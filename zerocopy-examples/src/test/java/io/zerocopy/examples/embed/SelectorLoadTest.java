package io.zerocopy.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.examples.SampledProcess;
import io.zerocopy.examples.SampledProcess.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crowds and sudden deaths against a {@link SelectorFileServer} with 64 MiB of heap in a process of its own. Quick
 * unless {@code -Dzerocopy.load=full} asks for all of it: 2,000 downloads of 16 MiB at once, and 10,000 killed clients.
 */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "both tests assert counts of descriptors, and UnixOperatingSystemMXBean is not there")
@Timeout(600)
class SelectorLoadTest {
    private static final boolean FULL = "full".equals(System.getProperty("zerocopy.load"));
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aCrowdIsServedEvenlyInFlatMemory() throws Exception {
        int clients = FULL ? 2_000 : 100;
        List<Response> files = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            files.add(Response.ofNewFile(folder, "file" + i, (FULL ? 16 : 4) * MIB));
        }
        try (SampledProcess server = ServerProcess.start(folder);
                Crowd crowd = new Crowd()) {
            downloadOne(server, files.get(0));
            Sample before = awaitConnections(server, 0);
            for (int i = 0; i < clients; i++) {
                crowd.join(server.address(), files.get(i % files.size()));
            }
            Sample connected = awaitConnections(server, clients);

            List<Sample> during = sampleWhile(server, crowd);

            crowd.requireRight();
            report("crowd of " + clients + ": " + crowd + "\nbefore " + before + "\nconnected " + connected);
            during.forEach(sample -> report("during " + sample));
            if (FULL) {
                assertThat(crowd.slowestByFastest()).isLessThanOrEqualTo(3);
            }
            // The same in bytes rather than seconds: what else the machine does must not count.
            assertThat(crowd.evenness()).isGreaterThan(1.0 / 3);
            for (Sample sample : during) {
                assertThat(sample.heapBytes()).isLessThan(connected.heapBytes() + 4 * MIB);
                assertThat(sample.directBytes()).isLessThan(before.directBytes() + 2 * MIB);
            }
            requireNothingLeft(server, before);
        }
    }

    @Test
    void clientsThatDieLeaveNothing() throws Exception {
        int deaths = FULL ? 10_000 : 500;
        int atOnce = 50;
        Response file = Response.ofNewFile(folder, "file", MIB);
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
        try (SampledProcess server = ServerProcess.start(folder)) {
            downloadOne(server, file);
            Sample before = awaitConnections(server, 0);
            long begun = 0;
            for (int i = 0; i < deaths; i += atOnce) {
                List<Download> dying = new ArrayList<>();
                for (int j = 0; j < atOnce; j++) {
                    dying.add(new Download(server.address(), file));
                }
                for (Download download : dying) {
                    begun += die(download, file, random, buffer) ? 1 : 0;
                }
                downloadOne(server, file);
                begun++;
            }
            Sample after = requireNothingLeft(server, before);
            assertThat(after.own() - before.own()).isEqualTo(begun);
            report(deaths + " deaths\nbefore " + before + "\nafter " + after);
        }
    }

    /**
     * Goes away at a random byte of the request or of the response, by reset or by close; true if an answer had begun.
     */
    private static boolean die(Download download, Response file, SplittableRandom random, ByteBuffer buffer)
            throws IOException {
        boolean answered = random.nextInt(4) > 0;
        if (answered) {
            download.ask();
            download.readTo(random.nextLong(1, file.bytes()), buffer);
        } else {
            download.ask(random.nextInt(file.request().remaining()));
        }
        if (random.nextBoolean()) {
            download.reset();
        } else {
            download.close();
        }
        return answered;
    }

    private static void downloadOne(SampledProcess server, Response file) throws IOException {
        try (Download download = new Download(server.address(), file)) {
            download.ask();
            download.readTo(Long.MAX_VALUE, ByteBuffer.allocateDirect(MIB));
            download.requireRight();
        }
    }

    private static List<Sample> sampleWhile(SampledProcess server, Crowd crowd) throws Exception {
        List<Sample> samples = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> running = thread.submit(crowd::run);
            while (!running.isDone()) {
                samples.add(server.sample());
                await(running, FULL ? 2000 : 100);
            }
            running.get();
        } finally {
            thread.shutdownNow();
        }
        return samples;
    }

    private static void await(Future<?> running, long millis) throws InterruptedException, ExecutionException {
        try {
            running.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Still running: time for the next sample.
            assertThat(running.isDone()).isFalse();
        }
    }

    /**
     * The first sample with so many connections and settled descriptors: a selector closes those of a key it drops
     * late.
     */
    private static Sample awaitConnections(SampledProcess server, long connections) throws IOException {
        long startNanos = System.nanoTime();
        Sample before = server.sample();
        Sample sample = server.sample();
        while (sample.connections() != connections
                || before.connections() != connections
                || sample.descriptors() != before.descriptors()) {
            if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(30)) {
                throw new AssertionError(connections + " connections expected, but " + sample);
            }
            before = sample;
            sample = server.sample();
        }
        return sample;
    }

    private static Sample requireNothingLeft(SampledProcess server, Sample before) throws IOException {
        Sample after = awaitConnections(server, 0);
        assertThat(after.descriptors()).isEqualTo(before.descriptors());
        assertThat(after.threads()).isEqualTo(before.threads());
        assertThat(after.heapBytes()).isLessThan(before.heapBytes() + 2 * MIB);
        assertThat(after.directBytes()).isLessThan(before.directBytes() + 2 * MIB);
        return after;
    }

    /** Figures for who asked for the full form; the quick one only passes or fails. */
    private static void report(String figures) {
        if (FULL) {
            System.out.println(figures);
        }
    }
}
