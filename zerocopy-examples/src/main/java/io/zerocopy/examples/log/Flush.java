package io.zerocopy.examples.log;

import java.io.IOException;
import java.util.List;

/**
 * What brings a log to the disk as far as it goes now: full segments are sealed, and the last is forced. Made and told
 * to the log by the log's own thread; {@link #run} takes its time and may be called by another.
 *
 * @param full segments that nobody writes to any more
 * @param end where the log ends
 */
record Flush(List<Segment> full, Mark end) {
    void run() throws IOException {
        for (Segment segment : full) {
            segment.seal();
        }
        end.segment().force();
    }
}
