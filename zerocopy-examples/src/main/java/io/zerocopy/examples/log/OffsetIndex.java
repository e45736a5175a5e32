package io.zerocopy.examples.log;

import io.zerocopy.Durability;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where in a segment some of its batches begin: one entry every few KiB, so that all of it fits into memory. It is
 * written to disk once, when its segment is full. A segment that has an index file is whole and needs no recovery.
 */
final class OffsetIndex {
    private static final int ENTRY_BYTES = 2 * Integer.BYTES;
    private static final int END_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final long baseOffset;
    private final int intervalBytes;
    private int[] offsets = new int[64];
    private int[] positions = new int[64];
    private int entries;

    OffsetIndex(long baseOffset, int intervalBytes) {
        this.baseOffset = baseOffset;
        this.intervalBytes = intervalBytes;
    }

    /** To be told of each batch, in order; keeps the first, and then one in every interval. */
    void add(long offset, long position) {
        if (entries == 0 || position - positions[entries - 1] >= intervalBytes) {
            append((int) (offset - baseOffset), (int) position);
        }
    }

    private void append(int offset, int position) {
        if (entries == offsets.length) {
            offsets = Arrays.copyOf(offsets, entries * 2);
            positions = Arrays.copyOf(positions, entries * 2);
        }
        offsets[entries] = offset;
        positions[entries] = position;
        entries++;
    }

    /** The last entry whose batch begins at an offset or before it; there is one once a batch has been added. */
    int floorOfOffset(long offset) {
        return floor(offsets, offset - baseOffset);
    }

    /** The last entry whose batch begins at a position or before it; there is one once a batch has been added. */
    int floorOfPosition(long position) {
        return floor(positions, position);
    }

    private int floor(int[] keys, long wanted) {
        int found = Arrays.binarySearch(keys, 0, entries, (int) Math.min(wanted, Integer.MAX_VALUE));
        return found >= 0 ? found : -found - 2;
    }

    int entries() {
        return entries;
    }

    long offset(int entry) {
        return baseOffset + offsets[entry];
    }

    long position(int entry) {
        return positions[entry];
    }

    /** Writes all of it, with what tells later that it belongs to the segment's file: where that ends. */
    void writeTo(Path file, long endOffset, long endPosition) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(entries * ENTRY_BYTES + END_BYTES);
        for (int i = 0; i < entries; i++) {
            bytes.putInt(offsets[i]).putInt(positions[i]);
        }
        bytes.putLong(endOffset).putLong(endPosition);
        bytes.putInt(crcOf(bytes));
        // The file appears when it is whole and on the disk, or not at all.
        ZeroCopyTransfer.receive(
                new ByteArrayInputStream(bytes.array()),
                file,
                TransferOptions.DEFAULTS.withDurability(Durability.FSYNC));
    }

    /**
     * Reads an index into this empty one, and tells the offset at the segment's end; null where it is none, or stale.
     */
    @Nullable
    Long readFrom(Path file, long endPosition) throws IOException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return null;
        }
        int count = (bytes.remaining() - END_BYTES) / ENTRY_BYTES;
        if (bytes.remaining() < END_BYTES || bytes.remaining() != count * ENTRY_BYTES + END_BYTES) {
            return null;
        }
        long endOffset = bytes.getLong(count * ENTRY_BYTES);
        long knownPosition = bytes.getLong(count * ENTRY_BYTES + Long.BYTES);
        int crc = bytes.getInt(count * ENTRY_BYTES + 2 * Long.BYTES);
        if (knownPosition != endPosition || crc != crcOf(bytes.position(bytes.limit() - Integer.BYTES))) {
            return null;
        }
        bytes.rewind();
        for (int i = 0; i < count; i++) {
            append(bytes.getInt(), bytes.getInt());
        }
        return endOffset;
    }

    /** Of all before the buffer's position. */
    private static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, bytes.position()));
        return (int) crc.getValue();
    }
}
