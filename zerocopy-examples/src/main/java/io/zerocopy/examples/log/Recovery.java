package io.zerocopy.examples.log;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the segments that a broker has left behind, however it ended. Sealed ones are believed; the others, as a rule
 * the last alone, are scanned. What a dying broker or system leaves is a torn tail: a piece at the very end of the log
 * that is no whole batch and that no batch follows, and with it the names of segments in which there is none. It is cut
 * off. Anything else that is wrong is no such tail, and cutting it off would lose records: then the log does not open,
 * and is left as it is.
 *
 * <p>A dead broker may have written records that it never brought to the disk. They are brought there now: nobody is
 * shown a record that the next power failure could take back.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final LogFolder folder;
    private final int intervalBytes;
    private final List<Segment> segments = new ArrayList<>();
    private long tornBytes;

    private Recovery(LogFolder folder, int intervalBytes) {
        this.folder = folder;
        this.intervalBytes = intervalBytes;
    }

    static Recovery run(LogFolder folder, int intervalBytes) throws IOException {
        Recovery recovery = new Recovery(folder, intervalBytes);
        try {
            recovery.run();
            return recovery;
        } catch (IOException | RuntimeException | Error e) {
            for (Segment segment : recovery.segments) {
                segment.close();
            }
            throw e;
        }
    }

    private void run() throws IOException {
        Deque<Long> found = new ArrayDeque<>(folder.baseOffsets());
        long next = found.isEmpty() ? 0 : found.element();
        boolean isTorn = false;
        while (!isTorn && !found.isEmpty() && found.element() == next) {
            Segment segment = Segment.open(folder, found.remove(), intervalBytes);
            segments.add(segment);
            isTorn = segment.state() == Segment.State.OPEN && isTorn(segment);
            next = segment.end().offset();
        }
        for (long baseOffset : found) {
            requireNoRecords(baseOffset, isTorn);
        }
        for (long baseOffset : found) {
            drop(baseOffset);
        }
        for (Segment segment : segments) {
            if (segment.state() == Segment.State.OPEN) {
                cutAndForce(segment);
            }
        }
        // Nothing is added to a sealed segment: its index says where it ends.
        if (segments.isEmpty() || last().state() == Segment.State.SEALED) {
            segments.add(Segment.create(folder, next, intervalBytes));
        }
        folder.force();
    }

    /** Tells whether something is behind the sound batches that has to be cut off. */
    private static boolean isTorn(Segment segment) throws IOException {
        long fileBytes = segment.file().size();
        if (segment.scan(fileBytes).hasLaterBatch(fileBytes)) {
            throw notTorn(segment);
        }
        return segment.bytes() < fileBytes;
    }

    private static CorruptLogException notTorn(Segment segment) {
        return new CorruptLogException(segment + " is damaged at position " + segment.bytes() + ", where offset "
                + segment.end().offset() + " should be, and records follow: this is no torn tail");
    }

    /** A segment that does not begin where the one before ends has lost what is between, unless nothing is in it. */
    private void requireNoRecords(long baseOffset, boolean isBehindTorn) throws IOException {
        try (Segment segment = Segment.open(folder, baseOffset, intervalBytes)) {
            if (!segment.hasBatch()) {
                return;
            }
        }
        if (isBehindTorn) {
            throw notTorn(last());
        }
        long next = last().end().offset();
        throw new CorruptLogException(
                baseOffset > next
                        ? "the log in " + folder + " has no records " + next + " to " + (baseOffset - 1)
                        : "the log in " + folder + " has two segments with the record " + baseOffset);
    }

    private void drop(long baseOffset) throws IOException {
        tornBytes += Files.size(folder.segment(baseOffset));
        folder.delete(baseOffset);
    }

    private void cutAndForce(Segment segment) throws IOException {
        long cutBytes = segment.file().size() - segment.bytes();
        if (cutBytes > 0 && Files.exists(folder.index(segment.begin().offset()))) {
            LOG.warn("{} has been on the disk as a whole, its index says: {} bytes of it are lost", segment, cutBytes);
        }
        tornBytes += cutBytes;
        segment.cut();
        segment.force();
    }

    /** In order, at least one; all but the last are full. */
    List<Segment> segments() {
        return segments;
    }

    /** How much has been cut off. */
    long tornBytes() {
        return tornBytes;
    }

    private Segment last() {
        return segments.get(segments.size() - 1);
    }
}
