package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * One file of the log, named by its first offset, with its index. Only the last segment is written to. All methods but
 * {@link #seal} and {@link #force} are for the one thread that has the log.
 */
final class Segment implements Closeable {
    /** How far the disk is behind. */
    enum State {
        /** Written to, or full and not yet sealed: recovery has to scan it. */
        OPEN,
        /** On the disk with its index: recovery believes it. */
        SEALED,
        /** Has no name any more; closed when its last reader has finished. */
        DELETED
    }

    private final LogFolder folder;
    private final FileChannel file;
    private final OffsetIndex index;
    private final long baseOffset;
    private long endOffset;
    private long bytes;
    private State state = State.OPEN;
    private int readers;

    private Segment(LogFolder folder, long baseOffset, int intervalBytes, FileChannel file) {
        this.folder = folder;
        this.file = file;
        this.index = new OffsetIndex(baseOffset, intervalBytes);
        this.baseOffset = baseOffset;
        this.endOffset = baseOffset;
    }

    static Segment create(LogFolder folder, long baseOffset, int intervalBytes) throws IOException {
        FileChannel file = FileChannel.open(
                folder.segment(baseOffset),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        return new Segment(folder, baseOffset, intervalBytes, file);
    }

    /** Opens a file that is there. One that is not sealed looks empty until it has been scanned. */
    static Segment open(LogFolder folder, long baseOffset, int intervalBytes) throws IOException {
        FileChannel file =
                FileChannel.open(folder.segment(baseOffset), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Segment segment = new Segment(folder, baseOffset, intervalBytes, file);
            Long endOffset = segment.index.readFrom(folder.index(baseOffset), file.size());
            if (endOffset != null) {
                segment.endOffset = endOffset;
                segment.bytes = file.size();
                segment.state = State.SEALED;
            }
            return segment;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Writes one sound batch at the end, all of it or, if the disk is full, nothing. */
    void append(ByteBuffer batch) throws IOException {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        long position = bytes;
        try {
            while (batch.hasRemaining()) {
                position += file.write(batch, position);
            }
        } catch (IOException e) {
            truncateAfter(e);
            throw e;
        }
        added(header);
    }

    private void truncateAfter(IOException failure) {
        try {
            file.truncate(bytes);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Counts in a sound batch that is at the end of the file already. */
    void added(BatchHeader header) {
        index.add(header.baseOffset(), bytes);
        bytes += header.batchBytes();
        endOffset = header.nextOffset();
    }

    /** Counts in the batches that are behind the end, up to a position or to the first that is not sound. */
    Scan scan(long endPosition) throws IOException {
        Scan scan = new Scan(file, end());
        for (BatchHeader next = scan.next(endPosition); next != null; next = scan.next(endPosition)) {
            added(next);
        }
        return scan;
    }

    /** Whether there is a sound batch anywhere in a file that has not been scanned. */
    boolean hasBatch() throws IOException {
        return state == State.SEALED ? bytes > 0 : new Scan(file, begin()).hasBatch(file.size());
    }

    /** Cuts off what is behind the end; an index that is here all the same does not belong to what stays. */
    void cut() throws IOException {
        file.truncate(bytes);
        Files.deleteIfExists(folder.index(baseOffset));
    }

    Mark begin() {
        return new Mark(this, 0, baseOffset);
    }

    Mark end() {
        return new Mark(this, bytes, endOffset);
    }

    /** The last indexed batch that begins at an offset of this segment, or before it. */
    Mark find(long offset) {
        return bytes == 0 ? begin() : entry(index.floorOfOffset(offset));
    }

    /** The last indexed batch that begins within so many bytes; at least the next one, at most the limit. */
    Mark after(Mark from, long maxBytes, Mark limit) {
        int last = index.floorOfPosition(from.position() + maxBytes);
        int next = index.floorOfPosition(from.position()) + 1;
        int entry = Math.max(last, next);
        return entry < index.entries() && index.position(entry) < limit.position() ? entry(entry) : limit;
    }

    private Mark entry(int entry) {
        return new Mark(this, index.position(entry), index.offset(entry));
    }

    /** Forces the file and writes its index: it is full. By any thread. */
    void seal() throws IOException {
        force();
        index.writeTo(folder.index(baseOffset), endOffset, bytes);
    }

    /** Forces to the disk what has been written. By any thread. */
    void force() throws IOException {
        file.force(true);
    }

    void sealed() {
        state = State.SEALED;
    }

    /** Takes away the names. Consumers that are being sent a part of the file get it to its end. */
    void delete() throws IOException {
        folder.delete(baseOffset);
        state = State.DELETED;
        closeIfUnused();
    }

    /** Keeps the file open until {@link #release}. */
    void retain() {
        readers++;
    }

    void release() throws IOException {
        readers--;
        closeIfUnused();
    }

    private void closeIfUnused() throws IOException {
        if (state == State.DELETED && readers == 0) {
            file.close();
        }
    }

    FileTime lastModified() throws IOException {
        return Files.getLastModifiedTime(folder.segment(baseOffset));
    }

    FileChannel file() {
        return file;
    }

    long bytes() {
        return bytes;
    }

    State state() {
        return state;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return "'" + folder.segment(baseOffset) + "'";
    }
}
