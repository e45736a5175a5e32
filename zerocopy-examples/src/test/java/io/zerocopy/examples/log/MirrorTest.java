package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second log that a broker's is received into. */
@Timeout(300)
class MirrorTest {
    private static final Values VALUES = new Values(8, 3_000);
    private static final LogOptions SMALL = LogOptions.DEFAULTS.withSegmentBytes(300_000);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void hasTheSameRecordsUnderTheSameOffsets() throws IOException {
        try (RunningBroker broker = new RunningBroker(folder.resolve("a"), SMALL, BrokerOptions.DEFAULTS)) {
            broker.produce(VALUES, 0, 1_000);
            try (Log copy = Log.open(folder.resolve("b"), LogOptions.DEFAULTS);
                    Mirror mirror = new Mirror(broker.address(), copy)) {
                while (copy.endOffset() < 1_000) {
                    assertThat(mirror.poll(Duration.ZERO)).isPositive();
                }
                assertThat(mirror.poll(Duration.ofMillis(1))).isZero();
                LogReading.requireAll(copy, VALUES, 1_000);
            }
        }
    }

    /** Each time the broker's index makes it send some of what is there already. */
    @Test
    void goesOnWhereItWasAndWherePartsAreKnown() throws IOException {
        try (RunningBroker broker = new RunningBroker(folder.resolve("a"), SMALL, BrokerOptions.DEFAULTS)) {
            for (int run = 0; run < 20; run++) {
                broker.produce(VALUES, run * 7L, 7);
                try (Log copy = Log.open(folder.resolve("b"), SMALL);
                        Mirror mirror = new Mirror(broker.address(), copy)) {
                    assertThat(mirror.poll(Duration.ZERO)).isEqualTo(7);
                    LogReading.requireAll(copy, VALUES, run * 7L + 7);
                }
            }
        }
    }

    @Test
    void canBeServedWhenTheFirstBrokerIsGone() throws IOException {
        try (RunningBroker broker = new RunningBroker(folder.resolve("a"), SMALL, BrokerOptions.DEFAULTS);
                Log copy = Log.open(folder.resolve("b"), SMALL);
                Mirror mirror = new Mirror(broker.address(), copy)) {
            broker.produce(VALUES, 0, 300);
            while (copy.endOffset() < 300) {
                mirror.poll(Duration.ZERO);
            }
        }
        try (RunningBroker next = new RunningBroker(folder.resolve("b"), SMALL, BrokerOptions.DEFAULTS);
                Consumer consumer = next.consumer(0)) {
            next.produce(VALUES, 300, 10);
            VALUES.requireToEnd(consumer, 310);
        }
    }

    @Test
    void whatIsDamagedOnTheWayDoesNotCount() throws Exception {
        ByteBuffer sound = VALUES.batch(0, 3);
        ByteBuffer damaged = VALUES.batch(3, 3);
        Batch.assign(damaged, 3);
        damaged.put(damaged.limit() - 1, (byte) ~damaged.get(damaged.limit() - 1));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocketChannel liar = ServerSocketChannel.open().bind(null);
                Log copy = Log.open(folder, SMALL);
                Mirror mirror = new Mirror(liar.getLocalAddress(), copy)) {
            Future<Void> lying = thread.submit(() -> answer(liar, sound, damaged));
            assertThatThrownBy(() -> mirror.poll(Duration.ZERO))
                    .hasMessageContaining("what follows offset 3 is no batch that belongs there");
            lying.get();
            assertThat(copy.endOffset()).isZero();
        } finally {
            thread.shutdownNow();
        }
        try (Log copy = Log.open(folder, SMALL)) {
            assertThat(copy.tornBytes()).isZero();
            LogReading.requireAll(copy, VALUES, 3);
        }
    }

    private static Void answer(ServerSocketChannel listener, ByteBuffer sound, ByteBuffer damaged) throws IOException {
        try (SocketChannel client = listener.accept()) {
            client.read(ByteBuffer.allocate(Request.BYTES));
            AnswerHead head = new AnswerHead(Status.OK, sound.remaining() + damaged.remaining(), 0, 6);
            client.write(new ByteBuffer[] {head.bytes(), sound, damaged});
        }
        return null;
    }
}
