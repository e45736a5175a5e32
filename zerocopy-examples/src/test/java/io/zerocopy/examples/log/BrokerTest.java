package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a broker does for its clients, over real sockets. */
@Timeout(300)
class BrokerTest {
    private static final Values VALUES = new Values(3, 2_000);
    private static final LogOptions SMALL =
            LogOptions.DEFAULTS.withSegmentBytes(200_000).withMaxBatchBytes(100_000);
    private static final Duration LONG_WAIT = Duration.ofSeconds(50);

    @TempDir
    private Path folder = Path.of("");

    private RunningBroker broker(Acknowledgement acknowledgement) throws IOException {
        return new RunningBroker(folder, SMALL, BrokerOptions.DEFAULTS.withAcknowledgement(acknowledgement));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsProducedIsConsumedFromAnyOffset(Acknowledgement acknowledgement) throws IOException {
        try (RunningBroker broker = broker(acknowledgement)) {
            broker.produce(VALUES, 0, 1_000);
            for (long first : new long[] {0, 1, 19, 20, 555, 999, 1_000}) {
                try (Consumer consumer = broker.consumer(first)) {
                    VALUES.requireToEnd(consumer, 1_000);
                }
            }
        }
    }

    @Test
    void aBrokerGoesOnWhereTheLastOneEnded() throws IOException {
        for (int run = 0; run < 3; run++) {
            try (RunningBroker broker = broker(Acknowledgement.AFTER_APPEND)) {
                broker.produce(VALUES, run * 300L, 300);
                try (Consumer consumer = broker.consumer(0)) {
                    VALUES.requireToEnd(consumer, run * 300L + 300);
                }
            }
        }
    }

    @Test
    void aFetchIsAsLargeAsAsked() throws IOException {
        try (RunningBroker broker = broker(Acknowledgement.AFTER_APPEND);
                Link link = new Link(broker.address())) {
            broker.produce(VALUES, 0, 1_000);
            AnswerHead small = link.ask(Request.fetch(0, 1, 0));
            assertThat(small.bodyBytes()).isLessThan(100_000).isPositive();
            link.read(ByteBuffer.allocate(small.bodyBytes()));
            assertThat(link.ask(Request.fetch(0, 100_000, 0)).bodyBytes()).isBetween(50_000, 100_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTailingConsumerGetsWhatComes(Acknowledgement acknowledgement) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (RunningBroker broker = broker(acknowledgement);
                Consumer consumer = broker.consumer(0)) {
            for (int i = 0; i < 50; i++) {
                Future<List<LogRecord>> polling = thread.submit(() -> consumer.poll(LONG_WAIT));
                broker.produce(VALUES, i, 1);
                List<LogRecord> records = polling.get();
                assertThat(records).hasSize(1);
                VALUES.requireFrom(records, i);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void whoWaitsInVainGetsNothingInTheEnd() throws IOException {
        try (RunningBroker broker = broker(Acknowledgement.AFTER_APPEND);
                Consumer consumer = broker.consumer(0)) {
            long startNanos = System.nanoTime();
            assertThat(consumer.poll(Duration.ofMillis(200))).isEmpty();
            assertThat(System.nanoTime() - startNanos)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        }
    }

    @Test
    void aConsumerFindsStartAndEnd() throws IOException {
        try (RunningBroker broker = broker(Acknowledgement.AFTER_APPEND);
                Consumer consumer = broker.consumer(0)) {
            broker.produce(VALUES, 0, 123);
            assertThat(consumer.endOffset()).isEqualTo(123);
            assertThat(consumer.startOffset()).isZero();
            VALUES.requireToEnd(consumer, 123);
        }
    }
}
