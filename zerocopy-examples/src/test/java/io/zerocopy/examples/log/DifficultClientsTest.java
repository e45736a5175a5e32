package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are slow, dead, or too many: they get what they can, and cost the others nothing. */
@Timeout(300)
class DifficultClientsTest {
    private static final Values VALUES = new Values(9, 2_000);
    private static final Duration NO_WAIT = Duration.ZERO;

    @TempDir
    private Path folder = Path.of("");

    private RunningBroker broker() throws IOException {
        return new RunningBroker(folder, LogOptions.DEFAULTS, BrokerOptions.DEFAULTS);
    }

    @Test
    void aProducerThatDiesWithinABatchLeavesNothing() throws IOException {
        try (RunningBroker broker = broker()) {
            // More than there are buffers: each must come back.
            for (int i = 0; i < 50; i++) {
                try (Link dying = new Link(broker.address())) {
                    dying.channel().write(halfOf(VALUES.batch(0, 20)));
                }
            }
            broker.produce(VALUES, 0, 100);
            try (Consumer consumer = broker.consumer(0)) {
                VALUES.requireToEnd(consumer, 100);
            }
        }
    }

    @Test
    void moreProducersThanBuffersAreServedOneAfterTheOther() throws IOException {
        ByteBuffer batch = VALUES.batch(0, 20);
        List<Link> slow = new ArrayList<>();
        try (RunningBroker broker = broker()) {
            for (int i = 0; i < 40; i++) {
                Link link = new Link(broker.address());
                slow.add(link);
                link.channel().write(halfOf(batch));
            }
            try (Consumer consumer = broker.consumer(0)) {
                assertThat(consumer.endOffset()).isZero();
                ByteBuffer rest = restOf(batch);
                // The last have no buffer until the first have been served.
                for (Link link : slow) {
                    link.channel().write(rest.duplicate());
                }
                for (Link link : slow) {
                    ByteBuffer head = link.read(ByteBuffer.allocate(AnswerHead.BYTES));
                    assertThat(AnswerHead.readFrom(head).status()).isEqualTo(Status.OK);
                }
                assertThat(consumer.endOffset()).isEqualTo(800);
            }
        } finally {
            for (Link link : slow) {
                link.close();
            }
        }
    }

    private static ByteBuffer halfOf(ByteBuffer batch) {
        int bytes = batch.remaining() / 2;
        return ByteBuffer.allocate(Request.BYTES + bytes)
                .put(Request.produce(batch.remaining()).head())
                .put(batch.slice(0, bytes))
                .flip();
    }

    private static ByteBuffer restOf(ByteBuffer batch) {
        int from = batch.remaining() / 2;
        return batch.slice(from, batch.remaining() - from);
    }

    @Test
    void aConsumerThatTakesNothingIsDisconnectedAndTheOthersAreServed() throws Exception {
        BrokerOptions impatient = BrokerOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(2));
        int megabytes = 32;
        try (RunningBroker broker = new RunningBroker(folder, LogOptions.DEFAULTS, impatient);
                SocketChannel stalled = SocketChannel.open(broker.address())) {
            try (Producer producer = broker.producer()) {
                for (int i = 0; i < megabytes; i++) {
                    producer.send(List.of(new byte[1_000_000]));
                }
            }
            stalled.write(Request.fetch(0, Integer.MAX_VALUE, 0).head());
            try (Consumer consumer = broker.consumer(0)) {
                while (consumer.offset() < megabytes) {
                    consumer.poll(NO_WAIT);
                }
                // One that waits for more at the end stays a client in good standing.
                while (broker.connections() > 1) {
                    assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
                }
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
            }
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            assertThatThrownBy(() -> {
                        while (stalled.read(buffer.clear()) >= 0) {
                            assertThat(buffer.position()).isPositive();
                        }
                        throw new AssertionError("a clean end of a torso");
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSegmentThatIsDeletedUnderAReaderIsSentToItsEnd() throws Exception {
        LogOptions shortLived =
                LogOptions.DEFAULTS.withSegmentBytes(16_000_000).withRetention(new Retention(1, Duration.ofDays(1)));
        try (RunningBroker broker = new RunningBroker(folder, shortLived, BrokerOptions.DEFAULTS);
                Link reader = new Link(broker.address());
                Producer producer = broker.producer();
                Consumer consumer = broker.consumer(0)) {
            for (int i = 0; i < 15; i++) {
                producer.send(List.of(value(i)));
            }
            AnswerHead head = reader.ask(Request.fetch(0, Integer.MAX_VALUE, 0));
            assertThat(head.bodyBytes()).isGreaterThan(15_000_000);
            int sent = 15;
            while (folder.resolve("00000000000000000000.log").toFile().exists()) {
                producer.send(List.of(value(sent++)));
            }

            ByteBuffer batches = reader.read(ByteBuffer.allocate(head.bodyBytes()));
            for (int i = 0; i < 15; i++) {
                LogRecord record = Batch.read(batches).get(0);
                assertThat(record.offset()).isEqualTo(i);
                assertThat(record.value()).isEqualTo(value(i));
            }
            Refusal.require(Status.OFFSET_OUT_OF_RANGE, () -> consumer.poll(NO_WAIT))
                    .hasMessageContaining("offset 0 is out of range");
            assertThat(consumer.startOffset()).isGreaterThanOrEqualTo(15);
            consumer.seek(consumer.startOffset());
            assertThat(consumer.poll(NO_WAIT)).isNotEmpty();
        }
    }

    private static byte[] value(int number) {
        byte[] value = new byte[1_000_000];
        ByteBuffer.wrap(value).putInt(number).putInt(value.length - 4, ~number);
        return value;
    }
}
