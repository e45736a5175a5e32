package io.zerocopy.examples.log;

import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Does what requests ask for, all but the sending. Producers that wait for the disk and consumers that wait at the end
 * of the log are parked here, and cost nothing meanwhile. For one thread.
 */
final class Desk {
    /** A batch on its way in has one of these. */
    private static final int BATCH_BUFFERS = 16;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** How late an answer may be to a consumer that has waited in vain. */
    private static final long DEADLINE_NANOS = Duration.ofMillis(50).toNanos();

    private static final long IDLE_MILLIS = 1000;

    private final Log log;
    private final BrokerOptions options;
    private final TransferOptions sendOptions;
    private final BatchBuffers buffers;
    private final Set<Session> parked = new LinkedHashSet<>();
    private final Queue<Session> backFromDisk = new ConcurrentLinkedQueue<>();
    private long wokenOffset;
    private long wokenNanos = System.nanoTime();

    Desk(Log log, BrokerOptions options) {
        this.log = log;
        this.options = options;
        TransferOptions sent =
                TransferOptions.DEFAULTS.withZeroCopy(options.zeroCopy()).withStallTimeout(options.stallTimeout());
        Executor disk = options.diskExecutor();
        this.sendOptions = disk == null ? sent : sent.withDiskExecutor(disk);
        this.buffers = new BatchBuffers(BATCH_BUFFERS, log.options().maxBatchBytes());
    }

    /** Checks the batch before it is appended, so that no consumer ever sees one that is not sound. */
    Ticket produce(ByteBuffer batch) {
        String flaw = Batch.flawOf(batch);
        if (!flaw.isEmpty()) {
            return now(Answer.refusal(Status.CORRUPT_BATCH, flaw, log));
        }
        try {
            long offset = log.append(batch);
            Mark end = log.end();
            if (options.acknowledgement() == Acknowledgement.AFTER_APPEND) {
                log.publish(end);
            }
            return new Ticket(end.offset(), never(), () -> Answer.offsets(offset, end.offset()));
        } catch (IOException e) {
            return now(Answer.refusal(Status.NOT_WRITTEN, e.toString(), log));
        }
    }

    Answer tooLarge(Request request) {
        String why = "a batch of " + request.bodyBytes() + " bytes; the largest taken has " + buffers.batchBytes();
        return Answer.refusal(Status.BATCH_TOO_LARGE, why, log);
    }

    /** Due at once if there is something to send, or else when there is, or when the consumer does not wait longer. */
    Ticket fetch(Request request, @Nullable Mark place) {
        try {
            Mark from = place != null && isAt(place, request.offset()) ? place : log.find(request.offset());
            Duration wait = Duration.ofMillis(request.maxWaitMillis());
            long waitNanos = wait.compareTo(LONGEST_WAIT) < 0 ? wait.toNanos() : LONGEST_WAIT.toNanos();
            return new Ticket(
                    request.offset() + 1,
                    System.nanoTime() + waitNanos,
                    () -> Answer.batches(log.slice(from, request.maxBytes()), log.endOffset()));
        } catch (OffsetOutOfRangeException e) {
            return now(Answer.refusal(Status.OFFSET_OUT_OF_RANGE, String.valueOf(e.getMessage()), log));
        }
    }

    private static boolean isAt(Mark place, long offset) {
        return place.offset() == offset && place.segment().state() != Segment.State.DELETED;
    }

    Ticket offsets() {
        return now(Answer.offsets(log.startOffset(), log.endOffset()));
    }

    private static Ticket now(Answer answer) {
        return new Ticket(0, never(), () -> answer);
    }

    private static long never() {
        return System.nanoTime() + Duration.ofDays(365).toNanos();
    }

    boolean isDue(Ticket ticket) {
        return ticket.isDue(log.endOffset(), System.nanoTime());
    }

    void park(Session session) {
        parked.add(session);
    }

    /** How long the loop may sleep: while somebody waits, for records or for a buffer, time has to be looked at. */
    long patienceMillis() {
        return parked.isEmpty() && !buffers.isWanted()
                ? IDLE_MILLIS
                : Duration.ofNanos(DEADLINE_NANOS).toMillis();
    }

    /** Gives all who are parked their turns if the log has grown or time has passed; who is not due parks again. */
    void wakeParked() {
        long nowNanos = System.nanoTime();
        if (log.endOffset() == wokenOffset && nowNanos - wokenNanos < DEADLINE_NANOS) {
            return;
        }
        wokenOffset = log.endOffset();
        wokenNanos = nowNanos;
        List<Session> woken = List.copyOf(parked);
        parked.clear();
        woken.forEach(Session::turn);
    }

    /** What it sends is in memory now; from any thread. */
    void isBackFromDisk(Session session) {
        backFromDisk.add(session);
    }

    /** Gives all whose files have been read their turns. */
    void serveBackFromDisk() {
        for (Session session = backFromDisk.poll(); session != null; session = backFromDisk.poll()) {
            session.turn();
        }
    }

    BatchBuffers buffers() {
        return buffers;
    }

    TransferOptions sendOptions() {
        return sendOptions;
    }
}
