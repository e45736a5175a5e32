package io.zerocopy.examples.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens the segments that a broker has left behind, however it ended. Sealed ones are believed; the others, as a rule
 * the last alone, are scanned. What a dying broker or system leaves is a torn tail: a piece at the very end of the log
 * that is no whole batch and that no batch follows. It is cut off. Anything else that is wrong is no such tail, and
 * cutting it off would lose records: then the log does not open.
 */
final class Recovery {
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
        } catch (IOException e) {
            for (Segment segment : recovery.segments) {
                segment.close();
            }
            throw e;
        }
    }

    private void run() throws IOException {
        List<Long> baseOffsets = folder.baseOffsets();
        long next = baseOffsets.isEmpty() ? 0 : baseOffsets.get(0);
        for (long baseOffset : baseOffsets) {
            if (baseOffset != next) {
                throw new CorruptLogException(
                        "the log in " + folder + " has no records " + next + " to " + (baseOffset - 1));
            }
            Segment segment = Segment.open(folder, baseOffset, intervalBytes);
            segments.add(segment);
            if (segment.state() == Segment.State.OPEN) {
                scan(segment, segments.size() == baseOffsets.size());
            }
            next = segment.end().offset();
        }
        // Nothing is added to a sealed segment: its index says where it ends.
        if (segments.isEmpty() || last().state() == Segment.State.SEALED) {
            segments.add(Segment.create(folder, next, intervalBytes));
            folder.force();
        }
    }

    private void scan(Segment segment, boolean isLast) throws IOException {
        long fileBytes = segment.file().size();
        Scan scan = segment.scan(fileBytes);
        if (segment.bytes() == fileBytes) {
            return;
        }
        if (!isLast || scan.hasLaterBatch(fileBytes)) {
            throw new CorruptLogException(segment + " is damaged at position " + segment.bytes() + ", where offset "
                    + segment.end().offset() + " should be, and records follow: this is no torn tail");
        }
        segment.file().truncate(segment.bytes());
        tornBytes = fileBytes - segment.bytes();
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
