package io.zerocopy;

import java.util.concurrent.TimeUnit;

/**
 * Whether a file is in memory, as far as can be known. Where the system says so ({@link Residency}) it is asked window
 * by window. Where nobody says so it goes by time, and by what was {@linkplain SeenLately seen lately}:
 *
 * <pre>
 *   UNKNOWN ---- a window came from memory -------------------------------&gt; HOT
 *   UNKNOWN ---- it came from a disk -------------------------------------&gt; COLD
 *   HOT     ---- sent in place; a step that took as long as a disk's -----&gt; COLD
 *   COLD    ---- read ahead; enough that came from memory, more each time &gt; HOT
 * </pre>
 *
 * <p>A range that came from memory as a whole begins as HOT for some seconds, a file that came from a disk as COLD.
 */
final class Warmth {
    enum Belief {
        /** The system tells; for the time being it is in memory. */
        TOLD_HOT,
        /** The system tells; the last answer was no. */
        TOLD_COLD,
        UNKNOWN,
        COLD,
        HOT,
        /** Too little to ask for, or nothing that another thread could do. */
        IN_PLACE
    }

    /** To read less is not worth a hand-over to another thread, where nobody knows that the disk is needed. */
    private static final long SMALL_BYTES = Cursor.GATHERED_FILE_BYTES;

    /** What no disk, but memory, has read in so short a time, together with what follows for each byte. */
    private static final long READ_FROM_MEMORY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final double READ_NANOS_PER_BYTE = 0.75;

    /** A step that takes longer may have waited for a disk that is worth the trouble; or the machine is busy. */
    private static final long STEP_FROM_MEMORY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final double STEP_NANOS_PER_BYTE = 1;

    /** No machine is as busy as that, or not often. */
    private static final long STEP_ON_DISK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What has to come from memory after a step that took long: that may have been a busy machine. */
    private static final long FIRST_PROOF_BYTES = ReadAhead.FIRST_WINDOW_BYTES / 2;

    /** After a disk was seen: more than a kernel reads ahead of what a slow peer takes. */
    private static final long PROOF_AFTER_DISK_BYTES = 4L * 1024 * 1024;

    private static final long LARGEST_PROOF_BYTES = 256L * 1024 * 1024;

    private final int number;
    private final long fileKey;
    /** Of all that is to be sent of the file. */
    private final long rangeKey;

    private final long rangeEnd;
    private final boolean isSmall;
    /** Before any of it was seen. */
    private final long beganNanos;

    private Belief belief;
    /** What a cold file must give from memory before it is believed to be there, and what it has given. */
    private long proofBytes = FIRST_PROOF_BYTES;

    private long provenBytes;
    /** All that was seen up to here came from memory, if it never cooled; else it does not matter. */
    private long quickUntil;

    private boolean hasCooled;
    /** How many have been judged, and how many of them came from a disk. */
    private int windows;

    private int slowWindows;

    private Warmth(Source file, long nowNanos) {
        this.number = Residency.numberOf(file.file());
        this.rangeEnd = file.position() + file.remaining();
        this.quickUntil = file.position();
        this.beganNanos = nowNanos;
        this.isSmall = file.remaining() <= SMALL_BYTES;
        this.fileKey = isSmall ? 0 : SeenLately.keyOf(file);
        this.rangeKey = isSmall ? 0 : SeenLately.keyOfRest(file);
        this.belief = number == Residency.NOBODY ? untold() : Belief.TOLD_HOT;
    }

    /** Of what is still to be sent of a file. */
    static Warmth of(Source file, long nowNanos) {
        return new Warmth(file, nowNanos);
    }

    private Belief untold() {
        if (isSmall) {
            return Belief.IN_PLACE;
        }
        if (SeenLately.COLD.has(fileKey)) {
            proofBytes = PROOF_AFTER_DISK_BYTES;
            return Belief.COLD;
        }
        return SeenLately.HOT.has(rangeKey) ? Belief.HOT : Belief.UNKNOWN;
    }

    Belief belief() {
        return belief;
    }

    /** Tells whether what comes next is better read while this is sent. */
    boolean isCold() {
        return belief == Belief.COLD || belief == Belief.TOLD_COLD;
    }

    /** Asks the system, where it tells, whether all of this is in memory. */
    void ask(long position, long bytes) {
        if (belief == Belief.TOLD_HOT || belief == Belief.TOLD_COLD) {
            belief = switch (Residency.of(number, position, bytes)) {
                case YES -> Belief.TOLD_HOT;
                case NO -> Belief.TOLD_COLD;
                case UNKNOWN -> untold();
            };
        }
    }

    /** Nothing that another thread could do. */
    void staysInPlace() {
        belief = Belief.IN_PLACE;
    }

    /** Another thread has had a window read. */
    void windowTook(long position, long bytes, long nanos) {
        windows++;
        if (nanos >= READ_FROM_MEMORY_NANOS + (long) (READ_NANOS_PER_BYTE * bytes)) {
            sawDisk();
            return;
        }
        cameFromMemory(position, bytes);
        provenBytes += bytes;
        if (belief == Belief.UNKNOWN || (belief == Belief.COLD && provenBytes >= proofBytes)) {
            belief = Belief.HOT;
        }
    }

    /**
     * A step in place, which waits for nobody but a disk, has taken so long. One that begins behind the range was made
     * for another part.
     */
    void stepTook(long position, long bytes, long nanos) {
        if (belief != Belief.HOT || position >= rangeEnd) {
            return;
        }
        windows++;
        if (nanos > STEP_ON_DISK_NANOS) {
            sawDisk();
        } else if (nanos > STEP_FROM_MEMORY_NANOS + (long) (STEP_NANOS_PER_BYTE * bytes)) {
            cools();
        } else {
            cameFromMemory(position, bytes);
        }
    }

    /** Bytes may be seen twice, in a window and in a step. */
    private void cameFromMemory(long position, long bytes) {
        if (position <= quickUntil) {
            quickUntil = Math.max(quickUntil, position + bytes);
        }
    }

    private void sawDisk() {
        slowWindows++;
        // One may be a busy machine's.
        if (slowWindows > 1 && 2 * slowWindows >= windows) {
            SeenLately.COLD.note(fileKey, System.nanoTime());
        }
        proofBytes = Math.max(proofBytes, PROOF_AFTER_DISK_BYTES);
        cools();
    }

    private void cools() {
        hasCooled = true;
        SeenLately.HOT.forget(rangeKey);
        if (belief == Belief.HOT) {
            proofBytes = Math.min(2 * proofBytes, LARGEST_PROOF_BYTES);
        }
        if (belief != Belief.TOLD_COLD) {
            belief = Belief.COLD;
        }
        provenBytes = 0;
    }

    /** No more of the file is wanted. */
    void end() {
        if (belief == Belief.HOT && !hasCooled && quickUntil >= rangeEnd) {
            SeenLately.HOT.note(rangeKey, beganNanos);
        }
    }
}
