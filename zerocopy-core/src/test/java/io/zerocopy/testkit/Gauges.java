package io.zerocopy.testkit;

import java.util.List;

/**
 * Reads what the JVM says about itself: CPU time of a thread, direct memory. By reflection, since the tests live in the
 * library's module, which does not read java.management and should not.
 */
public final class Gauges {
    private Gauges() {}

    /** CPU time that a live platform thread has used, in nanoseconds; -1 if it is gone. */
    public static long cpuNanos(Thread thread) {
        Object threads = platformBean("getThreadMXBean");
        try {
            return (long) Class.forName("java.lang.management.ThreadMXBean")
                    .getMethod("getThreadCpuTime", long.class)
                    .invoke(threads, thread.getId());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no ThreadMXBean", e);
        }
    }

    /** How often a live platform thread has begun to wait. */
    public static long waits(Thread thread) {
        Object threads = platformBean("getThreadMXBean");
        try {
            Object info = Class.forName("java.lang.management.ThreadMXBean")
                    .getMethod("getThreadInfo", long.class)
                    .invoke(threads, thread.getId());
            return (long) Class.forName("java.lang.management.ThreadInfo")
                    .getMethod("getWaitedCount")
                    .invoke(info);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no ThreadMXBean", e);
        }
    }

    /** Bytes that this thread has allocated on the heap since it began. */
    public static long allocatedBytes() {
        Object threads = platformBean("getThreadMXBean");
        try {
            return (long) Class.forName("com.sun.management.ThreadMXBean")
                    .getMethod("getThreadAllocatedBytes", long.class)
                    .invoke(threads, Thread.currentThread().getId());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no com.sun.management.ThreadMXBean", e);
        }
    }

    /** Bytes of all direct buffers that the JVM counts. */
    public static long directBytes() {
        return direct("getTotalCapacity");
    }

    /** Number of all direct buffers that the JVM counts. */
    public static long directCount() {
        return direct("getCount");
    }

    private static long direct(String attribute) {
        try {
            Class<?> pool = Class.forName("java.lang.management.BufferPoolMXBean");
            Object beans = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMXBeans", Class.class)
                    .invoke(null, pool);
            for (Object bean : (List<?>) beans) {
                if ("direct".equals(pool.getMethod("getName").invoke(bean))) {
                    return (long) pool.getMethod(attribute).invoke(bean);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no BufferPoolMXBean", e);
        }
        throw new LinkageError("no direct buffer pool");
    }

    private static Object platformBean(String getter) {
        try {
            return Class.forName("java.lang.management.ManagementFactory")
                    .getMethod(getter)
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no " + getter, e);
        }
    }
}
