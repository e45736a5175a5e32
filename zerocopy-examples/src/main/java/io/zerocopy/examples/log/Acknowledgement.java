package io.zerocopy.examples.log;

/** When a batch is acknowledged to its producer, and in the same moment shown to consumers. */
public enum Acknowledgement {
    /** When it has been appended: the death of the broker loses nothing, that of the system the last seconds. */
    AFTER_APPEND,
    /** When it is on the disk. Batches that come while the disk is busy share the next fsync. */
    AFTER_FSYNC
}
