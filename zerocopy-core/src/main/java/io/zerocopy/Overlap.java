package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Refuses a transfer within one FileChannel that would read what it has written itself, or write what it is still to
 * read. Two channels on one file cannot be told from channels on two.
 */
final class Overlap {
    private Overlap() {}

    /** For a range that is written where the channel stands. */
    static void requireNone(Source range, FileChannel target) throws IOException {
        if (range.file() == target) {
            requireApart(range.position(), range.remaining(), target.position(), range.remaining());
        }
    }

    /** For a range that is read from where the channel stands. */
    static void requireNone(Object source, FileChannel target, long position, long count) throws IOException {
        if (source == target) {
            requireApart(target.position(), count, position, count);
        }
    }

    /**
     * For what is left of a payload, which is written where the channel stands: a part may lie where later parts will
     * be written.
     */
    static void requireNone(Payload payload, long sentBytes, WritableByteChannel target) throws IOException {
        if (!(target instanceof FileChannel file)) {
            return;
        }
        long end = 0;
        for (Part part : payload.parts()) {
            end += part.length();
            if (part instanceof Part.ChannelRange range && range.file() == file && end > sentBytes) {
                long left = Math.min(part.length(), end - sentBytes);
                requireApart(range.position() + part.length() - left, left, file.position(), end - sentBytes);
            }
        }
    }

    private static void requireApart(long read, long readBytes, long written, long writtenBytes) {
        // Differences, not sums: a sum may be more than a long has.
        if (read - written < writtenBytes && written - read < readBytes) {
            throw new IllegalArgumentException("source and target are one FileChannel, and " + Wording.bytes(readBytes)
                    + " at position " + Wording.number(read) + " overlap " + Wording.bytes(writtenBytes)
                    + " at position " + Wording.number(written));
        }
    }
}
