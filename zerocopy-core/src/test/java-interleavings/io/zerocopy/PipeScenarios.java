package io.zerocopy;

import io.zerocopy.PipePool.KernelPipe;
import io.zerocopy.linux.SystemCalls;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Threads that want pipes of the kernel at the same time, and the timer that closes those which nobody wants. */
public final class PipeScenarios {
    private PipeScenarios() {}

    /** What one has put into its pipe nobody else takes out, and nobody closes it. */
    public static void lent() throws Exception {
        require(SystemCalls.awaitReady(), "no kernel tier: " + SystemCalls.whyNot());
        Interleavings.together(PipeScenarios::borrow, PipeScenarios::borrow, PipeScenarios::borrow);
        require(PipePool.SHARED.lentPipes() == 0, PipePool.SHARED.lentPipes() + " are lent");
        while (PipePool.SHARED.keptPipes() > 0) {
            PipePool.SHARED.discard(acquire());
        }
    }

    private static void borrow() throws Exception {
        ByteBuffer mine = ByteBuffer.allocateDirect(Long.BYTES);
        ByteBuffer found = ByteBuffer.allocateDirect(Long.BYTES);
        long name = Thread.currentThread().getId();
        for (int i = 0; i < 3; i++) {
            KernelPipe pipe = acquire();
            mine.clear().putLong(0, name);
            require(SystemCalls.write(pipe.writingEnd(), mine) == Long.BYTES, "a pipe that takes nothing");
            Interleavings.othersMayGoOn();
            require(SystemCalls.read(pipe.readingEnd(), found.clear()) == Long.BYTES, "a pipe that is empty");
            require(found.getLong(0) == name, "lent to another one, too");
            if (i == 1) {
                PipePool.SHARED.discard(pipe);
            } else {
                PipePool.SHARED.release(pipe);
            }
        }
    }

    private static KernelPipe acquire() throws SpliceRefusedException {
        @Nullable KernelPipe pipe = PipePool.SHARED.acquire();
        if (pipe == null) {
            throw new AssertionError("more than there are");
        }
        return pipe;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
