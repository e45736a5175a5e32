package io.zerocopy.examples.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file batch after batch and checks each: its offset follows on, it is all there, and its checksum is right.
 */
final class Scan {
    /** Small enough that the checksum finds in the processor's cache what was read just now. */
    private static final int WINDOW_BYTES = 256 * 1024;

    private final FileChannel file;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES).limit(0);
    private long windowAt;
    private long position;
    private long offset;

    Scan(FileChannel file, Mark from) {
        this.file = file;
        this.position = from.position();
        this.offset = from.offset();
    }

    /** The next batch, if the file has a sound one before this end; null if it has not. */
    @Nullable
    BatchHeader next(long end) throws IOException {
        BatchHeader header = soundBatchAt(position, end);
        if (header == null || header.baseOffset() != offset) {
            return null;
        }
        position += header.batchBytes();
        offset = header.nextOffset();
        return header;
    }

    /**
     * Tells whether a sound batch with a later offset begins anywhere behind the place where {@link #next} has stopped.
     * Then that place is no torn tail. (Records that look like batches of this very log deceive it.)
     */
    boolean hasLaterBatch(long end) throws IOException {
        return hasBatch(position + 1, offset + 1, end);
    }

    /** Tells whether a sound batch begins there or anywhere behind. */
    boolean hasBatch(long end) throws IOException {
        return hasBatch(position, offset, end);
    }

    private boolean hasBatch(long from, long lowestOffset, long end) throws IOException {
        for (long at = from; end - at >= BatchHeader.BYTES; at++) {
            long found = window(at, BatchHeader.BYTES).getLong(window.position());
            // A record takes 4 bytes at least: no offset can be further away than there are bytes.
            if (found >= lowestOffset && found - lowestOffset < end - from && soundBatchAt(at, end) != null) {
                return true;
            }
        }
        return false;
    }

    private @Nullable BatchHeader soundBatchAt(long at, long end) throws IOException {
        if (end - at < BatchHeader.BYTES) {
            return null;
        }
        window(at, BatchHeader.BYTES);
        BatchHeader header = BatchHeader.at(window, window.position());
        boolean isSound = header.isPlausible()
                && header.batchBytes() <= end - at
                && header.crc() == crcOf(at + BatchHeader.CHECKED_FROM, header.checkedBytes());
        return isSound ? header : null;
    }

    private int crcOf(long from, long bytes) throws IOException {
        CRC32C crc = new CRC32C();
        long left = bytes;
        while (left > 0) {
            window(from + bytes - left, 1);
            int step = (int) Math.min(left, window.remaining());
            crc.update(window.slice(window.position(), step));
            left -= step;
        }
        return (int) crc.getValue();
    }

    /** The window with its position at a place of the file, and so many bytes behind it. */
    private ByteBuffer window(long at, int bytes) throws IOException {
        boolean isInside = at >= windowAt && at + bytes <= windowAt + window.limit();
        if (isInside) {
            return window.position((int) (at - windowAt));
        }
        window.clear();
        windowAt = at;
        while (window.position() < bytes) {
            if (file.read(window, at + window.position()) < 0) {
                throw new EOFException("the file ends at " + (at + window.position()) + ", within " + bytes + " bytes");
            }
        }
        return window.flip();
    }

    long position() {
        return position;
    }
}
