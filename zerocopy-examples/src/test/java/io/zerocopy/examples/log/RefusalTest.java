package io.zerocopy.examples.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broker says to those who ask for what cannot be; and that they may ask again. */
@Timeout(300)
class RefusalTest {
    private static final Values VALUES = new Values(3, 2_000);
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration LONG_WAIT = Duration.ofSeconds(50);

    @TempDir
    private Path folder = Path.of("");

    private RunningBroker broker() throws IOException {
        return new RunningBroker(folder, LogOptions.DEFAULTS.withMaxBatchBytes(100_000), BrokerOptions.DEFAULTS);
    }

    @Test
    void anOffsetOutOfRangeIsRefusedWithTheRange() throws IOException {
        try (RunningBroker broker = broker()) {
            broker.produce(VALUES, 0, 10);
            for (long offset : new long[] {-1, 11, Long.MAX_VALUE, Long.MIN_VALUE}) {
                try (Consumer consumer = broker.consumer(offset)) {
                    Refusal.require(Status.OFFSET_OUT_OF_RANGE, () -> consumer.poll(LONG_WAIT))
                            .hasMessageContaining(
                                    "offset " + offset + " is out of range: the log begins at 0 and ends at 10");
                    consumer.seek(consumer.startOffset());
                    VALUES.requireToEnd(consumer, 10);
                }
            }
        }
    }

    @Test
    void aBatchTooLargeIsRefusedAndTheConnectionStays() throws IOException {
        try (RunningBroker broker = broker();
                Producer producer = broker.producer();
                Consumer consumer = broker.consumer(0)) {
            for (int bytes : new int[] {100_000, 20_000_000}) {
                Refusal.require(Status.BATCH_TOO_LARGE, () -> producer.send(List.of(new byte[bytes])))
                        .hasMessageContaining("the largest taken has 100000");
            }
            assertThat(producer.send(VALUES.list(0, 5))).isZero();
            byte[] largest = new byte[100_000 - BatchHeader.BYTES - Batch.RECORD_OVERHEAD_BYTES];
            assertThat(producer.send(List.of(largest))).isEqualTo(5);
            assertThat(consumer.poll(NO_WAIT)).hasSize(5);
            assertThat(consumer.poll(NO_WAIT).get(0).value()).isEqualTo(largest);
        }
    }

    @Test
    void aCorruptBatchIsRefusedAndNeverSeen() throws IOException {
        ByteBuffer sound = VALUES.batch(0, 2);
        try (RunningBroker broker = broker();
                Link link = new Link(broker.address());
                Consumer consumer = broker.consumer(0)) {
            // The base offset in front of the length is the broker's to write.
            for (int at = BatchHeader.LENGTH_AT; at < sound.remaining(); at++) {
                ByteBuffer corrupt = ByteBuffer.allocate(sound.remaining())
                        .put(sound.duplicate())
                        .flip();
                corrupt.put(at, (byte) (corrupt.get(at) ^ 1));
                Refusal.require(Status.CORRUPT_BATCH, () -> link.ask(Request.produce(corrupt.remaining()), corrupt));
            }
            assertThat(consumer.endOffset()).isZero();
            assertThat(link.ask(Request.produce(sound.remaining()), sound).offset())
                    .isZero();
            VALUES.requireToEnd(consumer, 2);
        }
    }

    @Test
    void aBatchWhoseRecordsDoNotAddUpIsRefusedThoughItsChecksumIsRight() throws IOException {
        try (RunningBroker broker = broker();
                Link link = new Link(broker.address())) {
            for (int length : new int[] {-1, Integer.MIN_VALUE, 0, 9, 11, Integer.MAX_VALUE}) {
                ByteBuffer lie = Batch.of(List.of(new byte[10], new byte[10]));
                lie.putInt(BatchHeader.BYTES, length);
                CRC32C crc = new CRC32C();
                crc.update(lie.slice(BatchHeader.CHECKED_FROM, lie.remaining() - BatchHeader.CHECKED_FROM));
                lie.putInt(BatchHeader.CRC_AT, (int) crc.getValue());
                Refusal.require(Status.CORRUPT_BATCH, () -> link.ask(Request.produce(lie.remaining()), lie))
                        .hasMessageContaining("its lengths do not make 2 records");
            }
        }
    }

    @Test
    void whoSpeaksAnotherProtocolIsDisconnectedAlone() throws IOException {
        try (RunningBroker broker = broker();
                SocketChannel stranger = SocketChannel.open(broker.address())) {
            stranger.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII)));
            assertThatThrownBy(() -> {
                        if (stranger.read(ByteBuffer.allocate(1)) < 0) {
                            throw new EOFException();
                        }
                    })
                    .isInstanceOf(IOException.class);
            broker.produce(VALUES, 0, 10);
        }
    }
}
