package io.zerocopy;

/**
 * How much a transfer insists on the kernel's zero-copy road. Later versions may add constants: a {@code switch} over
 * this enum needs a {@code default}.
 */
public enum ZeroCopyPolicy {
    /** Take the kernel's road where there is one, copy where there is none. The default. */
    PREFER,
    /**
     * Fail with {@link ZeroCopyUnavailableException} instead of copying. Judged per file part before its first byte.
     * One thing is still copied: at most 4 KiB at a time, to wait on a blocking channel whose descriptor the JDK keeps
     * non-blocking. From a socket ({@link TransferMechanism#SPLICE}) so does what is not worth a pipe: the first 8 KiB,
     * and messages that are smaller.
     */
    REQUIRE,
    /**
     * Copy, with no kernel transfer call anywhere. For file systems whose in-kernel road returns stale or cut content
     * (some guest and network file systems), and for files that may be overwritten before the peer has received them.
     */
    AVOID
}
