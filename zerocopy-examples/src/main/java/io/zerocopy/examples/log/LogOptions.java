package io.zerocopy.examples.log;

/**
 * How a log is laid out and how much of it is kept.
 *
 * @param segmentBytes a segment that would become larger is full
 * @param intervalBytes distance of two entries of an index
 * @param maxBatchBytes the largest batch that is taken
 * @param retention what is kept
 */
public record LogOptions(long segmentBytes, int intervalBytes, int maxBatchBytes, Retention retention) {
    private static final int MIB = 1024 * 1024;

    /** Segments of 64 MiB, an index entry every 4 KiB, batches of 1 MiB at the most, and everything is kept. */
    public static final LogOptions DEFAULTS = new LogOptions(64L * MIB, 4096, MIB, Retention.ALL);

    /** Checks the numbers. */
    public LogOptions {
        if (segmentBytes <= 0 || segmentBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a segment of " + segmentBytes + " bytes: an index has 31 bits for them");
        }
        if (intervalBytes <= 0 || maxBatchBytes <= BatchHeader.BYTES) {
            throw new IllegalArgumentException(
                    "no log has intervals of " + intervalBytes + " and batches of " + maxBatchBytes + " bytes");
        }
    }

    /**
     * Sets when a segment is full.
     *
     * @param bytes 64 MiB by default
     * @return options that differ in this alone
     */
    public LogOptions withSegmentBytes(long bytes) {
        return new LogOptions(bytes, intervalBytes, maxBatchBytes, retention);
    }

    /**
     * Sets the largest batch that is taken.
     *
     * @param bytes 1 MiB by default
     * @return options that differ in this alone
     */
    public LogOptions withMaxBatchBytes(int bytes) {
        return new LogOptions(segmentBytes, intervalBytes, bytes, retention);
    }

    /**
     * Sets what is kept.
     *
     * @param kept everything by default
     * @return options that differ in this alone
     */
    public LogOptions withRetention(Retention kept) {
        return new LogOptions(segmentBytes, intervalBytes, maxBatchBytes, kept);
    }
}
