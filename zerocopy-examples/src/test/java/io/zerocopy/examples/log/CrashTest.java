package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A broker is killed by SIGKILL under load, again and again: what it had acknowledged, and what a consumer had seen, is
 * there when the next one runs. Quick unless {@code -Dzerocopy.load=full} asks for 30 deaths.
 */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "there is no SIGKILL; what TerminateProcess leaves is another promise, and was not tried")
@Timeout(600)
class CrashTest {
    private static final boolean FULL = "full".equals(System.getProperty("zerocopy.load"));
    private static final int DEATHS = FULL ? 30 : 3;
    private static final int PRODUCERS = 3;
    private static final Values VALUES = new Values(5, 400);

    @TempDir
    private Path folder = Path.of("");

    /** Offset to the number of the value that is there: acknowledged, or seen by a consumer. */
    private final Map<Long, Long> known = new ConcurrentSkipListMap<>();

    private final AtomicLong nextNumber = new AtomicLong();
    /** A permit for each batch that has been acknowledged and not yet been counted. */
    private final Semaphore acknowledged = new Semaphore(0);

    @ParameterizedTest
    @EnumSource
    void whatWasAcknowledgedSurvivesTheBroker(Acknowledgement acknowledgement) throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        ExecutorService threads = Executors.newCachedThreadPool();
        long checked = 0;
        long batches = 0;
        long tornTails = 0;
        try {
            for (int death = 0; death < DEATHS; death++) {
                BrokerProcess broker = BrokerProcess.start(folder, acknowledgement, ZeroCopyPolicy.PREFER);
                tornTails += broker.tornBytes() > 0 ? 1 : 0;
                checked = requireKnown(broker, checked);
                List<Future<?>> clients = new ArrayList<>();
                for (int i = 0; i < PRODUCERS; i++) {
                    clients.add(threads.submit(() -> produce(broker)));
                }
                long from = checked;
                clients.add(threads.submit(() -> consume(broker, from)));
                // Anywhere within a batch; what counts is how many have been acknowledged before.
                int more = random.nextInt(1, FULL ? 3_000 : 200);
                acknowledged.acquire(more);
                broker.kill();
                batches += more;
                for (Future<?> client : clients) {
                    client.get();
                }
                batches += acknowledged.drainPermits();
            }
            try (BrokerProcess last = BrokerProcess.start(folder, acknowledgement, ZeroCopyPolicy.PREFER)) {
                requireKnown(last, 0);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(batches).isGreaterThanOrEqualTo(DEATHS);
        if (FULL) {
            System.out.printf(
                    "%s: %d deaths, %d batches acknowledged, %d records known, %d torn tails%n",
                    acknowledgement, DEATHS, batches, known.size(), tornTails);
        }
    }

    /** Until the broker dies; a batch without an answer may be there or not. */
    private void produce(BrokerProcess broker) {
        SplittableRandom random = new SplittableRandom(nextNumber.get());
        try (Producer producer = new Producer(broker.address())) {
            while (true) {
                int count = random.nextInt(1, 100);
                long first = nextNumber.getAndAdd(count);
                List<byte[]> values = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    values.add(VALUES.value(first + i));
                }
                long offset = producer.send(values);
                for (int i = 0; i < count; i++) {
                    known.put(offset + i, first + i);
                }
                acknowledged.release();
            }
        } catch (IOException e) {
            // The broker has been killed.
        }
    }

    private void consume(BrokerProcess broker, long from) {
        try (Consumer consumer = new Consumer(broker.address(), from, 256 * 1024)) {
            while (true) {
                for (LogRecord record : consumer.poll(Duration.ofSeconds(10))) {
                    known.put(record.offset(), Values.numberOf(record.value()));
                }
            }
        } catch (IOException e) {
            // The broker has been killed.
        }
    }

    /** Reads from an offset to the end, and tells where that is. */
    private long requireKnown(BrokerProcess broker, long from) throws IOException {
        try (Consumer consumer = new Consumer(broker.address(), from, 1 << 20)) {
            long end = consumer.endOffset();
            assertThat(known.keySet()).allMatch(offset -> offset < end);
            while (consumer.offset() < end) {
                long offset = consumer.offset();
                for (LogRecord record : consumer.poll(Duration.ZERO)) {
                    assertThat(record.offset()).isEqualTo(offset++);
                    long number = Values.numberOf(record.value());
                    assertThat(known.getOrDefault(record.offset(), number)).isEqualTo(number);
                    assertThat(record.value()).isEqualTo(VALUES.value(number));
                }
            }
            return end;
        }
    }
}
