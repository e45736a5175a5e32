package io.zerocopy.examples.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Records under one {@link BatchHeader}: the unit of writing, of checking and of sending. Its bytes are the same in the
 * producer, in the file and in the consumer, and so nobody on the way has to touch them.
 */
final class Batch {
    /** Each record is its length and its value. */
    static final int RECORD_OVERHEAD_BYTES = Integer.BYTES;

    private Batch() {}

    /** Makes a batch of at least one record, whose offsets the log will give. */
    static ByteBuffer of(List<byte[]> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a batch of no records");
        }
        int bytes = BatchHeader.BYTES;
        for (byte[] value : values) {
            bytes = Math.addExact(bytes, RECORD_OVERHEAD_BYTES + value.length);
        }
        ByteBuffer batch = ByteBuffer.allocate(bytes);
        batch.putLong(0).putInt(BatchHeader.lengthFieldOf(bytes)).putInt(0).putInt(values.size());
        values.forEach(value -> batch.putInt(value.length).put(value));
        batch.flip();
        return batch.putInt(BatchHeader.CRC_AT, crcOf(batch));
    }

    /** Puts the batch in its place: the only bytes that a broker writes. */
    static void assign(ByteBuffer batch, long baseOffset) {
        batch.putLong(batch.position(), baseOffset);
    }

    /** Why what remains of the buffer is not one sound batch; empty if it is. */
    static String flawOf(ByteBuffer batch) {
        if (batch.remaining() < BatchHeader.BYTES) {
            return batch.remaining() + " bytes are no batch";
        }
        BatchHeader header = BatchHeader.at(batch, batch.position());
        if (!header.isPlausible() || header.batchBytes() != batch.remaining()) {
            return batch.remaining() + " bytes cannot have the header " + header;
        }
        int crc = crcOf(batch);
        if (crc != header.crc()) {
            return String.format("CRC-32C is %08x, the header of the batch says %08x", crc, header.crc());
        }
        return hasRecords(batch, header.count()) ? "" : "its lengths do not make " + header.count() + " records";
    }

    /** A checksum says nothing of a producer that lies: its batch would stop every consumer at this offset for good. */
    private static boolean hasRecords(ByteBuffer batch, int count) {
        ByteBuffer rest = batch.slice(batch.position() + BatchHeader.BYTES, batch.remaining() - BatchHeader.BYTES);
        for (int i = 0; i < count; i++) {
            int length = rest.remaining() < RECORD_OVERHEAD_BYTES ? -1 : rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                return false;
            }
            rest.position(rest.position() + length);
        }
        return !rest.hasRemaining();
    }

    private static int crcOf(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(
                batch.slice(batch.position() + BatchHeader.CHECKED_FROM, batch.remaining() - BatchHeader.CHECKED_FROM));
        return (int) crc.getValue();
    }

    /** Opens a batch that has been found to be sound, and leaves the buffer behind it. */
    static List<LogRecord> read(ByteBuffer batches) {
        BatchHeader header = BatchHeader.at(batches, batches.position());
        batches.position(batches.position() + BatchHeader.BYTES);
        List<LogRecord> records = new ArrayList<>(header.count());
        for (long offset = header.baseOffset(); offset < header.nextOffset(); offset++) {
            byte[] value = new byte[batches.getInt()];
            batches.get(value);
            records.add(new LogRecord(offset, value));
        }
        return records;
    }
}
