package io.zerocopy.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * System calls as plain functions: numbers in, bytes or an errno out. A result below 0 is the errno, negative, whose
 * name {@link #errnoName} knows. No channel, no policy; whoever calls sees to it that a descriptor's number is still
 * the right one.
 *
 * <p>They may be called once {@link #whyNot} says null. {@link #start} has them linked beforehand, on a thread of its
 * own, for that takes a tenth of a second or three; a call before {@link #isReady} waits for it. Where they may not be
 * called they answer ENOSYS, as a kernel does that has none of them.
 *
 * <p>Nothing of {@code java.lang.foreign} is loaded before the first call or {@link #start}: that is in {@link Kernel}.
 */
public final class SystemCalls {
    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final CountDownLatch LINKED = new CountDownLatch(1);
    /** Why linking failed; read after {@link #LINKED} has opened. */
    private static volatile @Nullable String linkFailure;

    private SystemCalls() {}

    /** Asked once; a gate that is closed stays so. */
    private static final class Verdict {
        static final Gates.@Nullable Closed CLOSED = closed();

        private static Gates.@Nullable Closed closed() {
            Gates.@Nullable Closed ofSystem = Gates.ofSystem();
            // Asked before any restricted method is called, for the first such call would warn, and then say yes.
            Module here = SystemCalls.class.getModule();
            return ofSystem == null ? Gates.ofFlags(here, here.isNativeAccessEnabled()) : ofSystem;
        }
    }

    /**
     * Why there is no native code here, null if the functions may be called. Never waits, links nothing: before that is
     * done it tells of the gates alone.
     */
    public static @Nullable String whyNot() {
        return Verdict.CLOSED == null ? linkFailure : Verdict.CLOSED.reason();
    }

    /** What the user can do about {@link #whyNot}; empty if that is null, or if nothing helps. */
    public static String remedy() {
        return Verdict.CLOSED == null ? "" : Verdict.CLOSED.remedy();
    }

    /** Begins to link on a daemon thread, unless that has begun already or the functions are not there. */
    public static void start() {
        if (Verdict.CLOSED == null && !STARTED.get() && STARTED.compareAndSet(false, true)) {
            new Linking().start();
        }
    }

    /** Keeps nothing of the thread that starts it. No lambda: the first one of a program costs milliseconds. */
    private static final class Linking extends Thread {
        Linking() {
            super(null, null, "zerocopy-linker", 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try {
                linkFailure = Kernel.failure();
            } catch (LinkageError e) {
                linkFailure = "foreign functions cannot be linked here: " + e;
            } finally {
                LINKED.countDown();
            }
        }
    }

    /** Whether the functions can be called without waiting for the linking; starts nothing. */
    public static boolean isReady() {
        return LINKED.getCount() == 0 && linkFailure == null;
    }

    /** Waits until the functions can be called, or are known not to be there; true if they can. */
    public static boolean awaitReady() {
        if (Verdict.CLOSED != null) {
            return false;
        }
        start();
        boolean interrupted = false;
        while (true) {
            try {
                LINKED.await();
                break;
            } catch (InterruptedException e) {
                // A tenth of a second: whoever interrupts is heard right after it.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return linkFailure == null;
    }

    /** Not by a layout: that would have the verifier load java.lang.foreign together with this class. */
    private static MemorySegment longs(Arena arena, int count) {
        return arena.allocate((long) count * Long.BYTES, Long.BYTES);
    }

    /** A call that takes numbers alone. */
    private static long call(int number, long a, long b, long c) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, number, a, b, c, 0, 0, 0);
        }
    }

    private static long call(Arena arena, int number, long a, long b, long c, long d, long e, long f) {
        return isReady() || awaitReady() ? Kernel.call(arena, number, a, b, c, d, e, f) : -Linux.ENOSYS;
    }

    /**
     * splice(2), where one side is a pipe; a file where it stands. Without SPLICE_F_NONBLOCK: TCP does not honour it.
     *
     * @return bytes moved, 0 at the end, or the errno
     */
    public static long splice(int from, int to, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, Numbers.HERE.splice(), from, 0, to, 0, bytes, 0);
        }
    }

    /** A new pipe, O_CLOEXEC and O_NONBLOCK: the reading end in the low 32 bits, the writing end in the high ones. */
    public static long pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = longs(arena, 1);
            int flags = 0x80000 | Linux.O_NONBLOCK;
            long result = call(arena, Numbers.HERE.pipe2(), ends.address(), flags, 0, 0, 0, 0);
            return result < 0
                    ? result
                    : (long) ends.getAtIndex(ValueLayout.JAVA_INT, 1) << Integer.SIZE
                            | ends.getAtIndex(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Bytes that a pipe has room for (F_GETPIPE_SZ): 4,096 times its slots. */
    public static int pipeSize(int fd) {
        return (int) call(Numbers.HERE.fcntl(), fd, 1032, 0);
    }

    /** Gives a pipe another size (F_SETPIPE_SZ), and returns the one that it has then. */
    public static int setPipeSize(int fd, int bytes) {
        return (int) call(Numbers.HERE.fcntl(), fd, 1031, bytes);
    }

    /** Bytes that are in a pipe (FIONREAD). */
    public static int pipedBytes(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = longs(arena, 1);
            long result = call(arena, Numbers.HERE.ioctl(), fd, 0x541B, count.address(), 0, 0, 0);
            return result < 0 ? (int) result : count.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Another number for the same open file or connection (F_DUPFD_CLOEXEC); it shares O_NONBLOCK and the position. */
    public static int duplicate(int fd) {
        return (int) call(Numbers.HERE.fcntl(), fd, 1030, 0);
    }

    /** Closes a descriptor that one of these functions made. The number is free also if it fails. */
    public static int close(int fd) {
        return (int) call(Numbers.HERE.close(), fd, 0, 0);
    }

    /** The flags a descriptor was opened with or has now (F_GETFL): {@link Linux#O_NONBLOCK}. */
    public static int statusFlags(int fd) {
        return (int) call(Numbers.HERE.fcntl(), fd, 3, 0);
    }

    /** lseek(2), which moves the position of all who share the open file; ENXIO if there is no such data. */
    public static long seek(int fd, long offset, int whence) {
        return call(Numbers.HERE.lseek(), fd, offset, whence);
    }

    /** ftruncate(2): cuts a file, or makes it longer by a hole. */
    public static int setLength(int fd, long bytes) {
        return (int) call(Numbers.HERE.ftruncate(), fd, bytes, 0);
    }

    /**
     * Reads into a buffer, whose position moves by what came; 0 at the end. Into an array it goes by memory that the
     * limit for direct buffers does not count: an array is what is left when that has been reached.
     */
    public static int read(int fd, ByteBuffer into) {
        if (into.isDirect()) {
            return buffer(Numbers.HERE.read(), fd, into);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(into.remaining());
            int read = (int) call(arena, Numbers.HERE.read(), fd, memory.address(), memory.byteSize(), 0, 0, 0);
            if (read > 0) {
                into.put(memory.asSlice(0, read).asByteBuffer());
            }
            return read;
        }
    }

    /** Writes from a direct buffer, whose position moves by what went. */
    public static int write(int fd, ByteBuffer direct) {
        return buffer(Numbers.HERE.write(), fd, direct);
    }

    private static int buffer(int number, int fd, ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("The kernel needs a direct buffer");
        }
        MemorySegment memory = MemorySegment.ofBuffer(direct);
        int moved;
        try {
            moved = (int) call(number, fd, memory.address(), memory.byteSize());
        } finally {
            Reference.reachabilityFence(direct);
        }
        if (moved > 0) {
            direct.position(direct.position() + moved);
        }
        return moved;
    }

    /** How long a socket waits in a call, in milliseconds, 0 for ever: {@link Linux#SO_RCVTIMEO} or its twin. */
    public static long getTimeout(int fd, int option) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = longs(arena, 2);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, (int) time.byteSize());
            long result = call(arena, Numbers.HERE.getsockopt(), fd, 1, option, time.address(), size.address(), 0);
            return result < 0
                    ? result
                    : time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000
                            + time.getAtIndex(ValueLayout.JAVA_LONG, 1) / 1_000;
        }
    }

    /** Sets what {@link #getTimeout} tells. The kernel keeps ticks, which are whole milliseconds: nothing is lost. */
    public static int setTimeout(int fd, int option, long millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = longs(arena, 2);
            time.setAtIndex(ValueLayout.JAVA_LONG, 0, millis / 1_000);
            time.setAtIndex(ValueLayout.JAVA_LONG, 1, millis % 1_000 * 1_000);
            return (int) call(arena, Numbers.HERE.setsockopt(), fd, 1, option, time.address(), time.byteSize(), 0);
        }
    }

    /**
     * Waits for one descriptor.
     *
     * @param events {@link Linux#POLLIN} and others
     * @param millis 0 not to wait, -1 for as long as it takes; that nobody can wake
     * @return what is there of {@code events}, and POLLERR and POLLHUP; 0 if the time is up
     */
    public static int poll(int fd, int events, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = longs(arena, 1);
            asked.set(ValueLayout.JAVA_INT, 0, fd);
            asked.set(ValueLayout.JAVA_SHORT, 4, (short) events);
            long timeout = 0;
            if (millis >= 0) {
                MemorySegment time = longs(arena, 2);
                time.setAtIndex(ValueLayout.JAVA_LONG, 0, millis / 1_000);
                time.setAtIndex(ValueLayout.JAVA_LONG, 1, millis % 1_000 * 1_000_000L);
                timeout = time.address();
            }
            long result = call(arena, Numbers.HERE.ppoll(), asked.address(), 1, timeout, 0, 0, 0);
            return result < 0 ? (int) result : asked.get(ValueLayout.JAVA_SHORT, 6);
        }
    }

    /** What a socket speaks (SO_PROTOCOL): {@link Linux#IPPROTO_TCP}, or 0 for a Unix-domain socket. */
    public static int protocol(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = longs(arena, 1);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
            long result = call(arena, Numbers.HERE.getsockopt(), fd, 1, 38, value.address(), size.address(), 0);
            return result < 0 ? (int) result : value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Where a TCP connection stands, {@link Linux#TCP_ESTABLISHED} and others; an errno for what is not TCP. */
    public static int tcpState(int fd) {
        return (int) tcpInfo(fd, 0, Byte.BYTES);
    }

    /** Bytes that came on a TCP connection and were acknowledged; a FIN counts as one. */
    public static long tcpBytesReceived(int fd) {
        return tcpInfo(fd, 128, Long.BYTES);
    }

    private static long tcpInfo(int fd, int offset, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            int length = offset + bytes;
            MemorySegment info = longs(arena, 17);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, length);
            long result = call(arena, Numbers.HERE.getsockopt(), fd, 6, 11, info.address(), size.address(), 0);
            if (result < 0) {
                return result;
            }
            if (size.get(ValueLayout.JAVA_INT, 0) < length) {
                // A kernel whose TCP_INFO ends before this field.
                return -Linux.ENOSYS;
            }
            return bytes == Byte.BYTES
                    ? Byte.toUnsignedInt(info.get(ValueLayout.JAVA_BYTE, offset))
                    : info.get(ValueLayout.JAVA_LONG, offset);
        }
    }

    /**
     * Whether a read of this byte would find it in memory: preadv2 with RWF_NOWAIT. The kernel begins to read ahead
     * where it says no.
     *
     * @return {@link Linux#RESIDENT_YES}, {@link Linux#RESIDENT_NO}, or {@link Linux#RESIDENT_UNKNOWN} where the file
     *     system does not answer: tmpfs, overlayfs, FUSE
     */
    public static int isResident(int fd, long position) {
        try (Arena arena = Arena.ofConfined()) {
            // Where the byte goes is behind what says so.
            MemorySegment vector = longs(arena, 3);
            vector.setAtIndex(ValueLayout.JAVA_LONG, 0, vector.address() + 2 * Long.BYTES);
            vector.setAtIndex(ValueLayout.JAVA_LONG, 1, 1);
            long result = call(arena, Numbers.HERE.preadv2(), fd, vector.address(), 1, position, 0, 8);
            if (result < 0) {
                return result == -Linux.EAGAIN ? Linux.RESIDENT_NO : Linux.RESIDENT_UNKNOWN;
            }
            // 0 behind the end of the file, too: nothing has to be waited for.
            return Linux.RESIDENT_YES;
        }
    }

    /** The name of an error, whichever sign it comes with. */
    public static String errnoName(int errno) {
        return Linux.errnoName(errno);
    }
}
