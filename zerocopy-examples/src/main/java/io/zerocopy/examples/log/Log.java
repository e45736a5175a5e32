package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An append-only sequence of records in segments. What has been appended is seen by consumers when it is published: at
 * once, or when it is on the disk, as the owner likes. For one thread.
 */
public final class Log implements Closeable {
    private final LogFolder folder;
    private final LogOptions options;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final List<Segment> full = new ArrayList<>();
    private final long tornBytes;
    private Mark published;

    private Log(LogFolder folder, LogOptions options, Recovery recovery) {
        this.folder = folder;
        this.options = options;
        this.tornBytes = recovery.tornBytes();
        for (Segment segment : recovery.segments()) {
            segments.put(segment.begin().offset(), segment);
        }
        this.published = end();
        segments.values().stream()
                .filter(segment -> segment != last() && segment.state() == Segment.State.OPEN)
                .forEach(full::add);
    }

    /**
     * Opens the log of a folder, or begins one. After a crash the torn tail is cut off.
     *
     * @param folder made if it is not there
     * @param options of the segments to come, and of retention
     * @return the log, all of it published
     * @throws CorruptLogException if records would be lost
     * @throws IOException if the folder is the log of another broker, or cannot be read
     */
    public static Log open(Path folder, LogOptions options) throws IOException {
        LogFolder opened = LogFolder.open(folder);
        try {
            return new Log(opened, options, Recovery.run(opened, options.intervalBytes()));
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Writes a sound batch at the end, under the next free offset, which is returned. Does not publish it. */
    long append(ByteBuffer batch) throws IOException {
        Segment segment = segmentFor(batch.remaining());
        long offset = segment.end().offset();
        Batch.assign(batch, offset);
        segment.append(batch);
        return offset;
    }

    /**
     * Takes in, and publishes, batches that somebody else has put behind the end of {@link #segmentFor} so many bytes.
     */
    void accept(long bytes) throws IOException {
        Segment segment = last();
        long end = segment.bytes() + bytes;
        segment.scan(end);
        if (segment.bytes() < end) {
            segment.file().truncate(segment.bytes());
            throw new IOException("what follows offset " + segment.end().offset() + " is no batch that belongs there");
        }
        publish(end());
    }

    /** The last segment, if it has room for so many bytes, or else a new one. */
    Segment segmentFor(long bytes) throws IOException {
        Segment last = last();
        if (last.bytes() == 0 || last.bytes() + bytes <= options.segmentBytes()) {
            return last;
        }
        long offset = last.end().offset();
        Segment created = Segment.create(folder, offset, options.intervalBytes());
        try {
            folder.force();
        } catch (IOException e) {
            try (created) {
                created.delete();
            }
            throw e;
        }
        segments.put(offset, created);
        full.add(last);
        return created;
    }

    /** Lets consumers see what is before a mark. */
    void publish(Mark end) {
        if (end.offset() > published.offset()) {
            published = end;
        }
    }

    /** The batch that has an offset, or a batch shortly before: as near as the index knows. */
    Mark find(long offset) throws OffsetOutOfRangeException {
        if (offset < startOffset() || offset > endOffset()) {
            throw new OffsetOutOfRangeException(offset, startOffset(), endOffset());
        }
        return offset == endOffset() ? published : segmentOf(offset).find(offset);
    }

    /** The batches from a mark on, as many as fit into so many bytes and at least one; none at the published end. */
    Slice slice(Mark from, long maxBytes) {
        Segment segment = from.segment();
        boolean isLast = segment == published.segment();
        Mark limit = isLast ? published : segment.end();
        if (from.position() == limit.position() && !isLast) {
            return slice(segmentOf(limit.offset()).begin(), maxBytes);
        }
        boolean allFit = limit.position() - from.position() <= maxBytes;
        return new Slice(from, allFit ? limit : segment.after(from, maxBytes, limit));
    }

    /** What is still to be brought to the disk. To be told of by {@link #flushed}. */
    Flush flush() {
        Flush flush = new Flush(List.copyOf(full), end());
        full.clear();
        return flush;
    }

    /** What was to be brought to the disk is there. */
    void flushed(Flush flush) {
        flush.full().forEach(Segment::sealed);
        publish(flush.end());
    }

    boolean hasFullSegments() {
        return !full.isEmpty();
    }

    /** Deletes old segments as far as the options want it. */
    void deleteOld(Instant now) throws IOException {
        options.retention().apply(segments, now);
    }

    private Segment segmentOf(long offset) {
        return segments.floorEntry(offset).getValue();
    }

    private Segment last() {
        return segments.lastEntry().getValue();
    }

    /** Where the next batch will be. */
    Mark end() {
        return last().end();
    }

    /** Where the log ends for consumers. */
    Mark published() {
        return published;
    }

    /**
     * The oldest offset that is kept.
     *
     * @return the offset
     */
    public long startOffset() {
        return segments.firstKey();
    }

    /**
     * Where the log ends for consumers.
     *
     * @return the offset that the next record to be published has
     */
    public long endOffset() {
        return published.offset();
    }

    /**
     * What recovery has cut off: a batch that was being written when the last broker died.
     *
     * @return bytes
     */
    public long tornBytes() {
        return tornBytes;
    }

    LogOptions options() {
        return options;
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            for (Segment segment : segments.values()) {
                segment.close();
            }
        }
    }
}
