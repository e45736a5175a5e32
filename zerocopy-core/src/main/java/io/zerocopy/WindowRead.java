package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One window of a file, brought into memory by another thread: it reads, and throws away what it has read. Through the
 * channel that sends afterwards, since on some FUSE file systems a second open empties the cache of the first.
 *
 * <pre>
 *   QUEUED --run--&gt; RUNNING --&gt; READ | FAILED | UNCACHED
 *   QUEUED, RUNNING --&gt; UNREAD    refused, withdrawn, run by the thread that handed it over, interrupted before it began
 * </pre>
 *
 * <p>Between the thread that sends, which asks, and the one that reads, which may never come.
 */
final class WindowRead implements Runnable {
    /** How it went. What is UNREAD or UNCACHED the sending thread reads by itself, as part of a step. */
    enum State {
        QUEUED,
        RUNNING,
        READ,
        UNREAD,
        /** The file bypasses the memory that it would be read into. */
        UNCACHED,
        FAILED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** No disk answers so soon; memory does. */
    static final long FROM_MEMORY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long SAMPLED_EVERY_BYTES = 256 * 1024;

    /** Enough to keep a disk busy, and of a size that the pool keeps. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final FileChannel file;
    private final long position;
    private final long bytes;
    private final Runnable wake;
    /** While it hands this task over; then nobody. */
    private @Nullable Thread submitter = Thread.currentThread();

    private State state = State.QUEUED;
    /** How often somebody went away to be woken. */
    private int awaited;

    private @Nullable Closeable left;
    private volatile boolean unwanted;
    private long readUntil;
    private long tookNanos;
    private @Nullable IOException failure;

    WindowRead(FileChannel file, long position, long bytes, Runnable wake) {
        this.file = file;
        this.position = position;
        this.bytes = bytes;
        this.wake = wake;
        this.readUntil = position;
    }

    long bytes() {
        return bytes;
    }

    /** The byte behind the window. */
    long end() {
        return position + bytes;
    }

    synchronized State state() {
        return state;
    }

    /** Up to where bytes are in memory; only once it has ended. */
    synchronized long readUntil() {
        return readUntil;
    }

    /** How long it took to read it as a whole; 0 if it was in memory. */
    synchronized long tookNanos() {
        return tookNanos;
    }

    synchronized @Nullable IOException failure() {
        return failure;
    }

    /** The executor has taken it, or refused it: from here on whoever runs it is another thread, or comes later. */
    synchronized void handedOver() {
        submitter = null;
    }

    /** Nobody is to run it any more. Returns false if somebody does, or has. */
    synchronized boolean withdraw() {
        if (state == State.QUEUED) {
            state = State.UNREAD;
        }
        return state == State.UNREAD;
    }

    /** The sending thread goes away, and is woken once for each time that this returns true; false if it has ended. */
    synchronized boolean await() {
        if (state != State.QUEUED && state != State.RUNNING) {
            return false;
        }
        awaited++;
        return true;
    }

    /** The sender has no use for it any more: it is not begun, or given up after what is just being read. */
    synchronized void abandon() {
        unwanted = true;
        if (state == State.QUEUED) {
            state = State.UNREAD;
        }
    }

    /**
     * As {@link #abandon}, by the owner of the file.
     *
     * @return true if this task still reads, and closes the file when it has ended; nobody waits for that
     */
    synchronized boolean leave(Closeable owned) {
        abandon();
        if (state == State.RUNNING) {
            left = owned;
            return true;
        }
        return false;
    }

    @Override
    public void run() {
        if (!begins()) {
            wakeAll();
            return;
        }
        State end = State.UNREAD;
        try {
            end = read() ? State.READ : State.UNREAD;
        } catch (IOException e) {
            end = failed(e);
        } catch (RuntimeException | Error e) {
            // Of this thread, not of the file: without memory, for example, the sender will do better or say so.
            LOG.debug("A window of a file could not be read ahead", e);
        } finally {
            ended(end);
        }
    }

    private synchronized boolean begins() {
        if (state != State.QUEUED) {
            return false;
        }
        if (Thread.currentThread() == submitter) {
            state = State.UNREAD;
            return false;
        }
        state = State.RUNNING;
        return true;
    }

    private boolean read() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            // A read would close the file for everybody.
            return false;
        }
        long began = System.nanoTime();
        ByteBuffer buffer = BufferPool.DIRECT.acquire((int) Math.min(bytes, BUFFER_BYTES));
        try {
            if (isThere(buffer)) {
                readUntil = end();
                return true;
            }
            readAll(buffer);
            tookNanos = System.nanoTime() - began;
            return true;
        } finally {
            BufferPool.DIRECT.release(buffer);
        }
    }

    /**
     * A byte here and there tells, by how soon it comes. What is in memory is not copied as a whole: that would cost
     * half of what it costs to send it.
     */
    private boolean isThere(ByteBuffer buffer) throws IOException {
        long last = end() - 1;
        for (long at = position; ; at = Math.min(at + SAMPLED_EVERY_BYTES, last)) {
            long asked = System.nanoTime();
            // At the end, too: the loop finds out by itself what is missing.
            file.read(buffer.clear().limit(1), at);
            if (System.nanoTime() - asked > FROM_MEMORY_NANOS) {
                return false;
            }
            if (at == last) {
                return true;
            }
        }
    }

    private void readAll(ByteBuffer buffer) throws IOException {
        while (readUntil < end() && !unwanted) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end() - readUntil));
            int read = file.read(buffer, readUntil);
            if (read < 0) {
                readUntil = end();
                return;
            }
            readUntil += read;
        }
    }

    private State failed(IOException e) {
        try {
            if (file.isOpen() && !Thread.currentThread().isInterrupted() && AlignedReads.areWantedBy(file)) {
                return State.UNCACHED;
            }
        } catch (IOException closed) {
            e.addSuppressed(closed);
        }
        failure = e instanceof ClosedByInterruptException
                // Not the interrupt of the thread that sends.
                ? new IOException(
                        "a thread of the disk executor was interrupted while it read, which closes the file", e)
                : e;
        return State.FAILED;
    }

    private void ended(State end) {
        Closeable mine;
        synchronized (this) {
            state = end;
            mine = left;
        }
        if (mine != null) {
            close(mine);
        }
        wakeAll();
    }

    private void wakeAll() {
        int times;
        synchronized (this) {
            times = awaited;
            awaited = 0;
        }
        for (int i = 0; i < times; i++) {
            wake.run();
        }
    }

    private static void close(Closeable mine) {
        try {
            mine.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("a file that was read ahead could not be closed", e);
        }
    }
}
