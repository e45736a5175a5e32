package io.zerocopy.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the kernel: {@code syscall(2)} with a number and six longs, through one handle. Each further shape
 * of a call would cost tens of milliseconds to link; this one is linked when the class is initialised, which is why
 * {@link SystemCalls} does that on a thread of its own.
 */
final class Kernel {
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final @Nullable MethodHandle SYSCALL;
    private static final @Nullable String FAILURE;

    static {
        MethodHandle linked = null;
        String failure = null;
        try {
            linked = link();
            // The first call is the dearest: not for a transfer to pay. EBADF, and nothing has happened.
            try (Arena arena = Arena.ofConfined()) {
                call(linked, arena, Numbers.HERE.close(), -1, 0, 0, 0, 0, 0);
            }
        } catch (RuntimeException | Error e) {
            failure = "foreign functions cannot be linked here: " + e;
        }
        SYSCALL = failure == null ? linked : null;
        FAILURE = failure;
    }

    private Kernel() {}

    // Restricted is right: the gates have been asked before this class is loaded.
    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        MemorySegment syscall = linker.defaultLookup()
                .find("syscall")
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no syscall"));
        ValueLayout.OfLong number = ValueLayout.JAVA_LONG;
        return linker.downcallHandle(
                syscall,
                FunctionDescriptor.of(number, number, number, number, number, number, number, number),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
    }

    /** Null if the functions may be called. */
    static @Nullable String failure() {
        return FAILURE;
    }

    /** Makes a call; returns what it returns, or the errno, negative. */
    static long call(Arena arena, long number, long a, long b, long c, long d, long e, long f) {
        return call(Objects.requireNonNull(SYSCALL, FAILURE), arena, number, a, b, c, d, e, f);
    }

    private static long call(
            MethodHandle syscall, Arena arena, long number, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = arena.allocate(STATE);
        long result;
        try {
            result = (long) syscall.invokeExact(state, number, a, b, c, d, e, f);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new AssertionError("a system call throws nothing", failure);
        }
        return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    }
}
