package io.zerocopy.linux;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that are not there: the twin for JDK 17 to 21, and for classes that were built on one. It says why,
 * and every call answers as a kernel does that has none of them: ENOSYS.
 *
 * <p>What each call does stands at the other twin, in {@code src/main/java22}.
 */
public final class SystemCalls {
    private SystemCalls() {}

    private static final class Verdict {
        static final Gates.Closed CLOSED = closed();

        private static Gates.Closed closed() {
            Gates.@Nullable Closed ofSystem = Gates.ofSystem();
            return ofSystem == null ? Gates.noOverlay() : ofSystem;
        }
    }

    public static @Nullable String whyNot() {
        return Verdict.CLOSED.reason();
    }

    public static String remedy() {
        return Verdict.CLOSED.remedy();
    }

    public static void start() {
        // Nothing to link.
    }

    public static boolean isReady() {
        return false;
    }

    public static boolean awaitReady() {
        return false;
    }

    public static long splice(int from, int to, long bytes) {
        return -Linux.ENOSYS;
    }

    public static long pipe() {
        return -Linux.ENOSYS;
    }

    public static int pipeSize(int fd) {
        return -Linux.ENOSYS;
    }

    public static int setPipeSize(int fd, int bytes) {
        return -Linux.ENOSYS;
    }

    public static int pipedBytes(int fd) {
        return -Linux.ENOSYS;
    }

    public static int duplicate(int fd) {
        return -Linux.ENOSYS;
    }

    public static int close(int fd) {
        return -Linux.ENOSYS;
    }

    public static int statusFlags(int fd) {
        return -Linux.ENOSYS;
    }

    public static long seek(int fd, long offset, int whence) {
        return -Linux.ENOSYS;
    }

    public static int setLength(int fd, long bytes) {
        return -Linux.ENOSYS;
    }

    public static int read(int fd, ByteBuffer into) {
        return -Linux.ENOSYS;
    }

    public static int write(int fd, ByteBuffer direct) {
        return -Linux.ENOSYS;
    }

    public static long getTimeout(int fd, int option) {
        return -Linux.ENOSYS;
    }

    public static int setTimeout(int fd, int option, long millis) {
        return -Linux.ENOSYS;
    }

    public static int poll(int fd, int events, int millis) {
        return -Linux.ENOSYS;
    }

    public static int protocol(int fd) {
        return -Linux.ENOSYS;
    }

    public static int tcpState(int fd) {
        return -Linux.ENOSYS;
    }

    public static long tcpBytesReceived(int fd) {
        return -Linux.ENOSYS;
    }

    public static int isResident(int fd, long position) {
        return Linux.RESIDENT_UNKNOWN;
    }

    public static String errnoName(int errno) {
        return Linux.errnoName(errno);
    }
}
