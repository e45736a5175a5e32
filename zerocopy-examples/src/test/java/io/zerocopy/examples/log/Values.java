package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Record values that tell which they are: number n of a seed has the same bytes for all who ask. */
record Values(long seed, int mostBytes) {
    byte[] value(long number) {
        SplittableRandom random = new SplittableRandom(seed * 31 + number);
        byte[] value = new byte[Long.BYTES + random.nextInt(mostBytes)];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(number);
        return value;
    }

    List<byte[]> list(long firstNumber, int count) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(firstNumber + i));
        }
        return values;
    }

    ByteBuffer batch(long firstNumber, int count) {
        return Batch.of(list(firstNumber, count));
    }

    static long numberOf(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** The records have these offsets, and the values of these numbers. */
    void requireFrom(List<LogRecord> records, long first) {
        long offset = first;
        for (LogRecord record : records) {
            assertThat(record.offset()).isEqualTo(offset);
            assertThat(record.value()).isEqualTo(value(offset));
            offset++;
        }
    }

    /** So has what a consumer gets from where it is, to the end of the log. */
    void requireToEnd(Consumer consumer, long endOffset) throws IOException {
        while (consumer.offset() < endOffset) {
            long offset = consumer.offset();
            List<LogRecord> records = consumer.poll(Duration.ZERO);
            assertThat(records).isNotEmpty();
            requireFrom(records, offset);
        }
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();
    }
}
