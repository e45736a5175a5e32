package io.zerocopy;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** What a completed transfer did: how many bytes, by which road, in which time. Immutable. */
public final class TransferResult {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Tally tally;
    private final long elapsedNanos;

    /** The tally is handed over: nothing adds to it any more. */
    TransferResult(Tally tally, long elapsedNanos) {
        this.tally = tally;
        this.elapsedNanos = elapsedNanos;
    }

    /**
     * Bytes accepted by the target. For a socket that means handed to the kernel, not received by the peer.
     *
     * @return bytes
     */
    public long bytes() {
        return tally.totalBytes();
    }

    /**
     * The mechanism that moved most of the file's or channel's bytes; where there was none to move, the one it began
     * with.
     *
     * @return the mechanism
     */
    public TransferMechanism mechanism() {
        return tally.main();
    }

    /**
     * Bytes that one mechanism moved. The sum over all mechanisms is {@link #bytes()}.
     *
     * @param mechanism any
     * @return bytes, 0 if it moved none
     */
    public long bytesBy(TransferMechanism mechanism) {
        Objects.requireNonNull(mechanism, "mechanism");
        return tally.bytesBy(mechanism);
    }

    /**
     * Tells whether every byte of the file went by a zero-copy mechanism. False also for a send of which the kernel
     * took all but the few KiB that were copied to wait for a full socket, as on virtual threads (see
     * {@link ZeroCopyTransfer#send(java.nio.file.Path, java.nio.channels.WritableByteChannel, TransferOptions)}):
     * {@link #bytesBy} and {@link #toString} tell how many.
     *
     * @return true also when the file had no byte
     */
    public boolean isZeroCopy() {
        return tally.copiedBytes() == 0;
    }

    /**
     * Time from the call to its return.
     *
     * @return the time
     */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }

    /**
     * Mean rate over {@link #elapsed()}.
     *
     * @return bytes a second
     */
    public long bytesPerSecond() {
        if (bytes() == 0) {
            return 0;
        }
        double rate = (double) bytes() * NANOS_PER_SECOND / Math.max(1, elapsedNanos);
        return (long) rate;
    }

    /**
     * Returns a line for a person, such as {@code 1,048,576 bytes by SENDFILE (zero copy) in 0.412 ms, 2,545.1 MB/s}.
     * Where some bytes were copied and some were not, the label names the fewer ones: {@code zero copy but for 4,096
     * bytes}. Bytes of the caller's own buffers count neither way; where there was nothing else, there is no label.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(96);
        text.append(Wording.bytes(bytes()));
        String separator = " by ";
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            long moved = bytesBy(mechanism);
            if (moved == bytes() && moved > 0) {
                text.append(separator).append(mechanism);
            } else if (moved > 0) {
                text.append(separator).append(mechanism).append(String.format(Locale.ROOT, " %,d", moved));
                separator = " + ";
            }
        }
        text.append(label());
        text.append(String.format(
                Locale.ROOT, " in %,.3f ms, %,.1f MB/s", elapsedNanos / 1_000_000.0, bytesPerSecond() / 1_000_000.0));
        return text.toString();
    }

    private String label() {
        long copied = tally.copiedBytes();
        long notCopied = bytes() - copied - bytesBy(TransferMechanism.BUFFER_WRITE);
        if (copied == 0) {
            return notCopied == 0 ? "" : " (zero copy)";
        }
        if (notCopied == 0) {
            return " (copied)";
        }
        return (copied <= notCopied ? " (zero copy but for " : " (copied but for ")
                + Wording.bytes(Math.min(copied, notCopied)) + ")";
    }
}
