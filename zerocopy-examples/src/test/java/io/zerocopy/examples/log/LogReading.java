package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads a log the way a broker does, from slice to slice, and opens what it has read. */
final class LogReading {
    private LogReading() {}

    static List<LogRecord> all(Log log, long maxBytes) throws IOException {
        return from(log, log.find(log.startOffset()), maxBytes);
    }

    static List<LogRecord> from(Log log, Mark from, long maxBytes) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        Slice slice = log.slice(from, maxBytes);
        while (!slice.isEmpty()) {
            records.addAll(read(slice));
            slice = log.slice(slice.to(), maxBytes);
        }
        return records;
    }

    static List<LogRecord> read(Slice slice) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) slice.bytes());
        while (bytes.hasRemaining()) {
            assertThat(slice.segment().file().read(bytes, slice.from().position() + bytes.position()))
                    .isPositive();
        }
        bytes.flip();
        List<LogRecord> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            records.addAll(Batch.read(bytes));
        }
        return records;
    }

    /** All records from the log's start to an end, each in its place and as it was written under that number. */
    static void requireAll(Log log, Values values, long endOffset) throws IOException {
        assertThat(log.endOffset()).isEqualTo(endOffset);
        List<LogRecord> records = all(log, 64 * 1024);
        assertThat(records).hasSize((int) (endOffset - log.startOffset()));
        values.requireFrom(records, log.startOffset());
    }
}
