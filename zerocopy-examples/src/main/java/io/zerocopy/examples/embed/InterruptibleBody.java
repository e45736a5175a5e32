package io.zerocopy.examples.embed;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A response body of the JDK's server that a stall timeout can end. The library ends a stuck write by closing the
 * stream from another thread. That does nothing to a body of this server; but the channel behind it is one that an
 * interrupt closes. Made, and detached at the end, by the thread that writes.
 */
final class InterruptibleBody extends FilterOutputStream {
    private final Thread writer = Thread.currentThread();
    private boolean isDetached;

    InterruptibleBody(OutputStream body) {
        super(body);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
    }

    /** By the thread that does not write: ends the write. The body itself is its exchange's to close. */
    @Override
    public synchronized void close() {
        if (!isDetached && Thread.currentThread() != writer) {
            writer.interrupt();
        }
    }

    /** From now on no close interrupts; one that has is forgotten, as the thread has other things to do. */
    synchronized void detach() {
        isDetached = true;
        Thread.interrupted();
    }
}
