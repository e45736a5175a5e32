package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.zerocopy.ZeroCopyPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what docs/log.md says of the log, for who has a quiet machine and asks with {@code -Dzerocopy.load=full};
 * best in a network namespace of its own under reno, as root:
 *
 * <pre>{@code
 * unshare -n sh -c 'ip link set lo up; sysctl -w net.ipv4.tcp_congestion_control=reno;
 *     mvn -o test -Dtest=io.zerocopy.examples.log.FiguresTest -Dsurefire.failIfNoSpecifiedTests=false \
 *         -DargLine=-Dzerocopy.load=full'
 * }</pre>
 */
@EnabledIfSystemProperty(
        named = "zerocopy.load",
        matches = "full",
        disabledReason = "takes minutes and gigabytes: -Dzerocopy.load=full")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the figures are of Linux")
@Timeout(900)
class FiguresTest {
    private static final long MIB = 1024L * 1024;
    private static final Values VALUES = new Values(12, 2_000);

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Batches of 64 records, some 66 KiB each. */
    private Log filled(long bytes, LogOptions options) throws IOException {
        Log log = Log.open(folder, options);
        ByteBuffer batch = VALUES.batch(0, 64);
        for (long written = 0; written < bytes; written += batch.remaining()) {
            log.append(batch.duplicate());
        }
        log.publish(log.end());
        return log;
    }

    @Test
    void recoveryOfAGibibyte() throws IOException {
        LogOptions oneSegment = LogOptions.DEFAULTS.withSegmentBytes(2047 * MIB);
        filled(1024 * MIB, oneSegment).close();
        List<Duration> scanned = timesOfOpening(oneSegment);

        try (Log log = Log.open(folder, oneSegment)) {
            log.end().segment().seal();
        }
        List<Duration> sealed = timesOfOpening(oneSegment);

        System.out.printf("recovery of 1 GiB: not sealed, so all is read and checked %s; sealed %s%n", scanned, sealed);
        assertThat(scanned).anySatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(1)));
    }

    private List<Duration> timesOfOpening(LogOptions options) throws IOException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            Log.open(folder, options).close();
            times.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        return times;
    }

    @Test
    void cpuOfTwentyConsumersThatCatchUp() throws Exception {
        filled(2048 * MIB, LogOptions.DEFAULTS).close();
        List<Double> zeroCopy = new ArrayList<>();
        List<Double> copied = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            zeroCopy.add(catchUp(ZeroCopyPolicy.PREFER));
            copied.add(catchUp(ZeroCopyPolicy.AVOID));
        }
        String congestionControl = Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                .strip();
        System.out.printf(
                "20 consumers from offset 0 over 2 GiB under %s, CPU s/GB of the broker: %.3f, with AVOID %.3f%n",
                congestionControl, median(zeroCopy), median(copied));
        assumeFalse(
                congestionControl.equals("bbr"), "bbr paces what is sent, which hides on loopback what sendfile gains");
        assertThat(median(zeroCopy) / median(copied)).isLessThanOrEqualTo(0.6);
    }

    private double catchUp(ZeroCopyPolicy policy) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, Acknowledgement.AFTER_APPEND, policy)) {
            Duration before = broker.cpu();
            long begun = System.nanoTime();
            List<Future<Long>> consumers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                consumers.add(threads.submit(new CatchUp(broker.address())));
            }
            long bytes = 0;
            for (Future<Long> consumer : consumers) {
                bytes += consumer.get();
            }
            assertThat(bytes).isGreaterThanOrEqualTo(20 * 2048 * MIB);
            double seconds = broker.cpu().minus(before).toNanos() / 1e9;
            System.out.printf(
                    "%s: %.3f CPU s/GB, %.2f GB/s%n",
                    policy, seconds / (bytes / 1e9), bytes / (double) (System.nanoTime() - begun));
            return seconds / (bytes / 1e9);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    @Test
    void fastConsumersBesideSlowAndDeadOnes() throws Exception {
        long endOffset;
        try (Log log = filled(256 * MIB, LogOptions.DEFAULTS)) {
            endOffset = log.endOffset();
        }
        try (BrokerProcess broker = BrokerProcess.start(folder, Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER)) {
            fetchTimes("warm-up", broker, endOffset);
            fetchTimes("alone", broker, endOffset);
            List<SocketChannel> dead = new ArrayList<>();
            List<Future<?>> slow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                dead.add(askedForAll(broker));
                slow.add(threads.submit(() -> readSlowly(broker)));
            }
            fetchTimes("beside 20 consumers that read 1 MB/s and 20 that read nothing", broker, endOffset);
            slow.forEach(reader -> reader.cancel(true));
            for (SocketChannel channel : dead) {
                channel.close();
            }
            fetchTimes("alone again", broker, endOffset);
        }
    }

    private void fetchTimes(String when, BrokerProcess broker, long endOffset) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        List<Future<long[]>> fast = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            fast.add(threads.submit(new FetchTimes(broker.address(), endOffset, deadline)));
        }
        LongStream all = LongStream.empty();
        for (Future<long[]> consumer : fast) {
            all = LongStream.concat(all, Arrays.stream(consumer.get()));
        }
        long[] nanos = all.sorted().toArray();
        System.out.printf(
                "4 fast consumers, 64 KiB a fetch, %s: %d fetches, p50 %.3f ms, p99 %.3f ms%n",
                when, nanos.length, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }

    private static SocketChannel askedForAll(BrokerProcess broker) throws IOException {
        SocketChannel channel = SocketChannel.open(broker.address());
        channel.write(Request.fetch(0, Integer.MAX_VALUE, 0).head());
        return channel;
    }

    private static Void readSlowly(BrokerProcess broker) throws IOException {
        try (SocketChannel channel = askedForAll(broker)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(20_000);
            while (channel.read(buffer.clear()) >= 0) {
                Pause.of(Duration.ofMillis(20));
            }
        }
        return null;
    }
}
