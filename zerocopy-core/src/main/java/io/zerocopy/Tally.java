package io.zerocopy;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of one transfer by mechanism. Most transfers use one mechanism only, so each further one has a tally
 * of its own behind the first: a steady-state send is to allocate next to nothing.
 */
final class Tally {
    private TransferMechanism mechanism;
    /** Of the first tally: those of all. */
    private long totalBytes;

    private @Nullable Tally next;
    /** What the last step went by, whatever it moved: a mechanism, or the copy that is a nudge in between. */
    private TransferMechanism lastStep;

    Tally(TransferMechanism expected) {
        this.mechanism = expected;
        this.lastStep = expected;
    }

    /** What it goes by from here on: its name as long as nothing has moved. */
    void expect(TransferMechanism expected) {
        if (totalBytes == 0) {
            mechanism = expected;
        }
    }

    /** A step begins. */
    void stepsBy(TransferMechanism by) {
        lastStep = by;
    }

    TransferMechanism lastStep() {
        return lastStep;
    }

    void add(TransferMechanism by, long bytes) {
        if (totalBytes == 0) {
            mechanism = by;
        }
        totalBytes += bytes;
        if (by != mechanism) {
            other(by).totalBytes += bytes;
        }
    }

    private Tally other(TransferMechanism by) {
        for (Tally other = next; other != null; other = other.next) {
            if (other.mechanism == by) {
                return other;
            }
        }
        Tally other = new Tally(by);
        other.next = next;
        next = other;
        return other;
    }

    long totalBytes() {
        return totalBytes;
    }

    long bytesBy(TransferMechanism by) {
        long ofFirst = totalBytes;
        for (Tally other = next; other != null; other = other.next) {
            if (other.mechanism == by) {
                return other.totalBytes;
            }
            ofFirst -= other.totalBytes;
        }
        return by == mechanism ? ofFirst : 0;
    }

    /** The mechanism that moved most of the file's bytes; the expected one where none has moved. */
    TransferMechanism main() {
        TransferMechanism main = mechanism;
        for (Tally other = next; other != null; other = other.next) {
            main = fileBytesBy(other.mechanism) > fileBytesBy(main) ? other.mechanism : main;
        }
        return main;
    }

    private long fileBytesBy(TransferMechanism by) {
        return by == TransferMechanism.BUFFER_WRITE ? 0 : bytesBy(by);
    }

    /** Returns what moved by which mechanism, such as {@code BUFFER_WRITE 200, SENDFILE 16384}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        for (TransferMechanism by : TransferMechanism.values()) {
            if (bytesBy(by) > 0) {
                text.add(by + " " + bytesBy(by));
            }
        }
        return text.toString();
    }

    /** Bytes of the file that were copied through the application's memory. */
    long copiedBytes() {
        return bytesBy(TransferMechanism.DIRECT_BUFFER_COPY) + bytesBy(TransferMechanism.HEAP_COPY);
    }
}
