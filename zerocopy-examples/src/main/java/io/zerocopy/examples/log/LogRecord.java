package io.zerocopy.examples.log;

/** One record as a consumer gets it. */
public final class LogRecord {
    private final long offset;
    private final byte[] value;

    LogRecord(long offset, byte[] value) {
        this.offset = offset;
        this.value = value;
    }

    /**
     * Its number in the log: 0, 1, 2 and so on, without a gap.
     *
     * @return the offset
     */
    public long offset() {
        return offset;
    }

    /**
     * What the producer has sent.
     *
     * @return the value itself, not a copy
     */
    public byte[] value() {
        return value;
    }
}
