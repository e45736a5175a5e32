package io.zerocopy.testkit;

import java.util.concurrent.TimeUnit;

/** Says how many bytes a peer may read now, and makes it wait while there are none. */
final class Gate {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private long allowedBytes;
    private boolean released;

    synchronized void allow(long bytes) {
        allowedBytes = allowedBytes > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : allowedBytes + bytes;
        notifyAll();
    }

    synchronized void release() {
        released = true;
        allow(Long.MAX_VALUE);
    }

    /** Waits until at least a byte is allowed; takes at most {@code bytes}. */
    synchronized int take(int bytes) throws InterruptedException {
        while (allowedBytes == 0) {
            wait();
        }
        int taken = (int) Math.min(bytes, allowedBytes);
        allowedBytes -= taken;
        return taken;
    }

    /** The pause of a slow peer; none once it is released. */
    synchronized void pace() throws InterruptedException {
        long end = System.nanoTime() + PAUSE_NANOS;
        while (!released && System.nanoTime() - end < 0) {
            wait(1);
        }
    }
}
