package io.zerocopy.testkit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Starts virtual threads from classes of Java 17. */
public final class VirtualThreads {
    private static final @Nullable MethodHandle START = find();

    private VirtualThreads() {}

    private static @Nullable MethodHandle find() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no virtual threads on this JDK", e);
        }
    }

    /** Tells whether this JDK has them (21 and newer). */
    public static boolean areAvailable() {
        return START != null;
    }

    /** Skips the test, loudly, where there are none. */
    public static void assumeAvailable() {
        Skip.unless(areAvailable(), "no virtual threads on JDK " + Runtime.version());
    }

    /** Starts one. */
    public static Thread start(Runnable task) {
        MethodHandle start = START;
        if (start == null) {
            throw new IllegalStateException("no virtual threads on JDK " + Runtime.version());
        }
        try {
            return (Thread) start.invokeExact(task);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("Thread.startVirtualThread throws nothing", e);
        }
    }
}
