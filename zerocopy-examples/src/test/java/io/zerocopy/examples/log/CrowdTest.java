package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three producers and 20 consumers, of which one is killed at a time and goes on where it was: each gets every record,
 * in order, once. Quick unless {@code -Dzerocopy.load=full} asks for 60 seconds with a death in each.
 */
@Timeout(600)
class CrowdTest {
    private static final boolean FULL = "full".equals(System.getProperty("zerocopy.load"));
    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 20;
    private static final Duration TIME = FULL ? Duration.ofSeconds(60) : Duration.ofSeconds(2);
    private static final Duration BETWEEN_DEATHS = FULL ? Duration.ofSeconds(1) : Duration.ofMillis(100);
    private static final Values VALUES = new Values(7, 400);

    @TempDir
    private Path folder = Path.of("");

    /** Where the log ends when all producers have; until then it has no end. */
    private final AtomicLong end = new AtomicLong(Long.MAX_VALUE);

    @Test
    void everyRecordIsDeliveredInOrderOnce() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (BrokerProcess broker = BrokerProcess.start(folder, Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER)) {
            long deadline = System.nanoTime() + TIME.toNanos();
            List<MortalConsumer> consumers = new ArrayList<>();
            List<Future<Void>> reading = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                MortalConsumer consumer = new MortalConsumer(broker.address(), VALUES, end);
                consumers.add(consumer);
                reading.add(threads.submit(consumer));
            }
            List<Future<Long>> writing = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                long first = MortalConsumer.firstNumberOf(i);
                writing.add(threads.submit(() -> produce(broker, first, deadline)));
            }
            int deaths = killOneAtATime(consumers, deadline);
            long records = 0;
            for (Future<Long> producer : writing) {
                records += producer.get();
            }
            end.set(records);
            for (Future<Void> consumer : reading) {
                consumer.get();
            }
            assertThat(consumers)
                    .allSatisfy(consumer -> assertThat(consumer.delivered()).isEqualTo(end.get()));
            assertThat(consumers.stream().mapToInt(MortalConsumer::deaths).sum())
                    .isPositive();
            if (FULL) {
                System.out.printf(
                        "%d records, delivered to each of %d consumers; %d kills, CPU of the broker %s%n",
                        records, CONSUMERS, deaths, broker.cpu());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** One batch a millisecond: the consumers share two cores with it, and look at every record. */
    private static long produce(BrokerProcess broker, long firstNumber, long deadline) throws IOException {
        SplittableRandom random = new SplittableRandom(firstNumber);
        long next = firstNumber;
        try (Producer producer = new Producer(broker.address())) {
            while (System.nanoTime() - deadline < 0) {
                List<byte[]> values = new ArrayList<>();
                for (int i = random.nextInt(1, 40); i > 0; i--) {
                    values.add(VALUES.value(next++));
                }
                producer.send(values);
                Pause.of(Duration.ofMillis(1));
            }
        }
        return next - firstNumber;
    }

    private static int killOneAtATime(List<MortalConsumer> consumers, long deadline) throws IOException {
        int deaths = 0;
        while (System.nanoTime() - deadline < 0) {
            Pause.of(BETWEEN_DEATHS);
            consumers.get(deaths % CONSUMERS).kill();
            deaths++;
        }
        return deaths;
    }
}
