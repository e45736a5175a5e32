package io.zerocopy;

import java.nio.ByteBuffer;

/** What the transfers of this process hold at this moment, told exactly: for tests outside this package. */
public final class HeldMemory {
    private HeldMemory() {}

    /** Bytes of pooled direct buffers that have not been given back. */
    public static long lentBytes() {
        return BufferPool.DIRECT.lentBytes();
    }

    /** Tells whether a buffer of the pool would be an array just now, since there is nothing else. */
    public static boolean isOfTheHeapNow() {
        ByteBuffer lent = BufferPool.DIRECT.acquire(1);
        try {
            return !lent.isDirect();
        } finally {
            BufferPool.DIRECT.release(lent);
        }
    }

    /** Pipes of the kernel that have not been given back. */
    public static int lentPipes() {
        return PipePool.SHARED.lentPipes();
    }

    /** Empty pipes that are kept for reuse: two descriptors each. */
    public static int keptPipes() {
        return PipePool.SHARED.keptPipes();
    }
}
