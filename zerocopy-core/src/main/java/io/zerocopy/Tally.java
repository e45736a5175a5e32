package io.zerocopy;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of one transfer by mechanism. Most transfers use one mechanism, and most of the others two, so there
 * is room for those without a map: a steady-state send is to allocate next to nothing.
 */
final class Tally {
    private TransferMechanism first;
    private long totalBytes;
    private @Nullable TransferMechanism second;
    private long secondBytes;
    private @Nullable Map<TransferMechanism, Long> others;

    Tally(TransferMechanism expected) {
        this.first = expected;
    }

    void add(TransferMechanism mechanism, long bytes) {
        if (totalBytes == 0) {
            first = mechanism;
        }
        totalBytes += bytes;
        if (mechanism == first) {
            return;
        }
        if (second == null) {
            second = mechanism;
        }
        if (mechanism == second) {
            secondBytes += bytes;
        } else {
            if (others == null) {
                others = new EnumMap<>(TransferMechanism.class);
            }
            others.merge(mechanism, bytes, Long::sum);
        }
    }

    long totalBytes() {
        return totalBytes;
    }

    long bytesBy(TransferMechanism mechanism) {
        if (mechanism == first) {
            return totalBytes - secondBytes - sumOfOthers();
        }
        if (mechanism == second) {
            return secondBytes;
        }
        return others == null ? 0 : others.getOrDefault(mechanism, 0L);
    }

    private long sumOfOthers() {
        long sum = 0;
        if (others != null) {
            for (long bytes : others.values()) {
                sum += bytes;
            }
        }
        return sum;
    }

    /** The mechanism that moved most of the file's bytes; the expected one where none has moved. */
    TransferMechanism main() {
        TransferMechanism main = first;
        if (second != null) {
            for (TransferMechanism other : TransferMechanism.values()) {
                main = fileBytesBy(other) > fileBytesBy(main) ? other : main;
            }
        }
        return main;
    }

    private long fileBytesBy(TransferMechanism mechanism) {
        return mechanism == TransferMechanism.BUFFER_WRITE ? 0 : bytesBy(mechanism);
    }

    /** Returns what moved by which mechanism, such as {@code BUFFER_WRITE 200, SENDFILE 16384}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            if (bytesBy(mechanism) > 0) {
                text.add(mechanism + " " + bytesBy(mechanism));
            }
        }
        return text.toString();
    }

    /** Bytes of the file that were copied through the application's memory. */
    long copiedBytes() {
        return bytesBy(TransferMechanism.DIRECT_BUFFER_COPY) + bytesBy(TransferMechanism.HEAP_COPY);
    }
}
