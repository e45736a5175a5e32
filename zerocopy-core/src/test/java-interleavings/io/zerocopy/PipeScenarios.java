package io.zerocopy;

import io.zerocopy.PipePool.KernelPipe;
import io.zerocopy.linux.SystemCalls;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Threads that want pipes of the kernel at the same time: what one puts into its pipe nobody else takes out. The look
 * for pipes that nobody uses is due whenever another thread gets to it.
 */
final class PipeScenarios {
    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
    private final PipePool pool = new PipePool(due::add);

    /** Each has pipes, one after the other, of which it gives back some and throws away one. */
    void lent() throws Exception {
        Interleavings.together(this::borrow, this::borrow, this::sweep);
        require(pool.lentPipes() == 0, pool.lentPipes() + " are lent");
        while (pool.keptPipes() > 0) {
            pool.discard(Objects.requireNonNull(pool.acquire()));
        }
    }

    private void borrow() throws Exception {
        ByteBuffer mine = ByteBuffer.allocateDirect(Long.BYTES);
        ByteBuffer found = ByteBuffer.allocateDirect(Long.BYTES);
        long name = Thread.currentThread().getId();
        for (int i = 0; i < 3; i++) {
            KernelPipe pipe = Objects.requireNonNull(pool.acquire());
            mine.clear().putLong(0, name);
            require(SystemCalls.write(pipe.writingEnd(), mine) == Long.BYTES, "a pipe that takes nothing");
            Interleavings.othersMayGoOn();
            require(SystemCalls.read(pipe.readingEnd(), found.clear()) == Long.BYTES, "a pipe that is empty");
            require(found.getLong(0) == name, "lent to another one, too");
            if (i == 1) {
                pool.discard(pipe);
            } else {
                pool.release(pipe);
            }
        }
    }

    private void sweep() {
        for (int i = 0; i < 3; i++) {
            Interleavings.othersMayGoOn();
            Runnable look = due.poll();
            if (look != null) {
                look.run();
            }
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
