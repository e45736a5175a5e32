package io.zerocopy.examples.log;

import java.nio.ByteBuffer;

/**
 * The first 20 bytes of every batch, all that has to be looked at once it is in the log.
 *
 * <pre>
 * at  0  base offset, 8 bytes: given by the log, so the checksum does not cover it
 * at  8  length, 4 bytes: of what follows this field
 * at 12  CRC-32C, 4 bytes: of what follows this field
 * at 16  count, 4 bytes: how many records follow
 * at 20  the records
 * </pre>
 *
 * @param baseOffset offset of the first record
 * @param length bytes behind the field of this name
 * @param crc of all that the checksum covers
 * @param count how many records there are
 */
record BatchHeader(long baseOffset, int length, int crc, int count) {
    static final int BYTES = 20;
    static final int LENGTH_AT = 8;
    static final int CRC_AT = 12;
    static final int CHECKED_FROM = 16;

    /** Bytes before those that the field length counts. */
    private static final int UNCOUNTED_BYTES = 12;

    /** Reads the header at an index of a buffer, whose position stays where it is. */
    static BatchHeader at(ByteBuffer buffer, int index) {
        return new BatchHeader(
                buffer.getLong(index),
                buffer.getInt(index + LENGTH_AT),
                buffer.getInt(index + CRC_AT),
                buffer.getInt(index + CHECKED_FROM));
    }

    static int lengthFieldOf(int batchBytes) {
        return batchBytes - UNCOUNTED_BYTES;
    }

    /** The whole batch, this header included. */
    long batchBytes() {
        return (long) UNCOUNTED_BYTES + length;
    }

    /** What the checksum covers. */
    long checkedBytes() {
        return batchBytes() - CHECKED_FROM;
    }

    /** Offset of the first record behind this batch. */
    long nextOffset() {
        return baseOffset + count;
    }

    /** False for what can be no header, whatever follows: a record takes 4 bytes at least. */
    boolean isPlausible() {
        return batchBytes() >= BYTES && count > 0 && count <= (batchBytes() - BYTES) / Batch.RECORD_OVERHEAD_BYTES;
    }
}
