package io.zerocopy.examples.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;

/**
 * How much of a log is kept. Whole segments go, the oldest first; the last one never does.
 *
 * @param bytes old segments are deleted as long as so much is left without them
 * @param age segments that were last written to longer ago are deleted
 */
public record Retention(long bytes, Duration age) {
    /** Keeps everything. */
    public static final Retention ALL = new Retention(Long.MAX_VALUE, Duration.ofSeconds(Long.MAX_VALUE));

    /** Checks the numbers. */
    public Retention {
        if (bytes < 0 || age.isNegative()) {
            throw new IllegalArgumentException("must not be negative: " + bytes + " bytes, " + age);
        }
    }

    /** Only sealed segments are deleted: of another one not all may have reached the disk, and a flush may have it. */
    void apply(NavigableMap<Long, Segment> segments, Instant now) throws IOException {
        long total = segments.values().stream().mapToLong(Segment::bytes).sum();
        Segment oldest = segments.firstEntry().getValue();
        while (oldest.state() == Segment.State.SEALED && (total - oldest.bytes() >= bytes || isTooOld(oldest, now))) {
            total -= oldest.bytes();
            segments.pollFirstEntry();
            oldest.delete();
            oldest = segments.firstEntry().getValue();
        }
    }

    private boolean isTooOld(Segment segment, Instant now) throws IOException {
        Duration passed = Duration.between(segment.lastModified().toInstant(), now);
        return passed.compareTo(age) > 0;
    }
}
