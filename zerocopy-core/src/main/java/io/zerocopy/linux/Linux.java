package io.zerocopy.linux;

/** The kernel's numbers, the same on x86-64 and aarch64, and the names of its errors. */
public final class Linux {
    /** For {@link SystemCalls#seek}: the next data at or behind the offset. */
    public static final int SEEK_DATA = 3;
    /** For {@link SystemCalls#seek}: the next hole at or behind the offset. */
    public static final int SEEK_HOLE = 4;
    /** In {@link SystemCalls#statusFlags}. */
    public static final int O_NONBLOCK = 0x800;
    /** For {@link SystemCalls#getTimeout} and {@link SystemCalls#setTimeout}. */
    public static final int SO_RCVTIMEO = 20;
    /** For {@link SystemCalls#getTimeout} and {@link SystemCalls#setTimeout}. */
    public static final int SO_SNDTIMEO = 21;
    /** For {@link SystemCalls#poll}. */
    public static final int POLLIN = 1;
    /** For {@link SystemCalls#poll}. */
    public static final int POLLOUT = 4;
    /** Of {@link SystemCalls#poll}. */
    public static final int POLLRDHUP = 0x2000;
    /** Of {@link SystemCalls#protocol}: MPTCP is another. */
    public static final int IPPROTO_TCP = 6;
    /** Of {@link SystemCalls#tcpState}. */
    public static final int TCP_ESTABLISHED = 1;
    /** Of {@link SystemCalls#tcpState}. */
    public static final int TCP_FIN_WAIT1 = 4;
    /** Of {@link SystemCalls#tcpState}. */
    public static final int TCP_FIN_WAIT2 = 5;
    /** Of {@link SystemCalls#tcpState}. */
    public static final int TCP_CLOSE = 7;
    /** Of {@link SystemCalls#tcpState}. */
    public static final int TCP_CLOSE_WAIT = 8;

    /** Of {@link SystemCalls#isResident}. */
    public static final int RESIDENT_YES = 1;
    /** Of {@link SystemCalls#isResident}. */
    public static final int RESIDENT_NO = 0;
    /** Of {@link SystemCalls#isResident}. */
    public static final int RESIDENT_UNKNOWN = -1;

    /** Operation not permitted: seccomp, or more pipes than the user may have. */
    public static final int EPERM = 1;
    /** Interrupted by a signal. */
    public static final int EINTR = 4;
    /** No data behind this offset. */
    public static final int ENXIO = 6;
    /** Not a descriptor. */
    public static final int EBADF = 9;
    /** Would have to wait. */
    public static final int EAGAIN = 11;
    /** Not enough memory. */
    public static final int ENOMEM = 12;
    /** Not for this kind of descriptor. */
    public static final int EINVAL = 22;
    /** This process may have no more descriptors. */
    public static final int EMFILE = 24;
    /** Nobody reads. */
    public static final int EPIPE = 32;
    /** A kernel that does not have the call. */
    public static final int ENOSYS = 38;
    /** A file system that does not have it. */
    public static final int EOPNOTSUPP = 95;
    /** The peer reset the connection. */
    public static final int ECONNRESET = 104;

    private Linux() {}

    /** The name of an error, whichever sign it comes with. */
    public static String errnoName(int errno) {
        return switch (Math.abs(errno)) {
            case EPERM -> "EPERM";
            case 2 -> "ENOENT";
            case EINTR -> "EINTR";
            case 5 -> "EIO";
            case ENXIO -> "ENXIO";
            case EBADF -> "EBADF";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case 13 -> "EACCES";
            case 14 -> "EFAULT";
            case 16 -> "EBUSY";
            case EINVAL -> "EINVAL";
            case 23 -> "ENFILE";
            case EMFILE -> "EMFILE";
            case 25 -> "ENOTTY";
            case 27 -> "EFBIG";
            case 28 -> "ENOSPC";
            case 29 -> "ESPIPE";
            case 30 -> "EROFS";
            case EPIPE -> "EPIPE";
            case ENOSYS -> "ENOSYS";
            case 61 -> "ENODATA";
            case 75 -> "EOVERFLOW";
            case 88 -> "ENOTSOCK";
            case 92 -> "ENOPROTOOPT";
            case EOPNOTSUPP -> "EOPNOTSUPP";
            case 99 -> "EADDRNOTAVAIL";
            case 103 -> "ECONNABORTED";
            case ECONNRESET -> "ECONNRESET";
            case 105 -> "ENOBUFS";
            case 107 -> "ENOTCONN";
            case 110 -> "ETIMEDOUT";
            case 111 -> "ECONNREFUSED";
            case 113 -> "EHOSTUNREACH";
            case 116 -> "ESTALE";
            case 122 -> "EDQUOT";
            default -> "errno " + Math.abs(errno);
        };
    }
}
