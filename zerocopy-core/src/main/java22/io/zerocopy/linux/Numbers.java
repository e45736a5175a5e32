package io.zerocopy.linux;

/**
 * The numbers of the system calls: of x86-64, or of aarch64, which are the kernel's generic ones and have not been run.
 */
record Numbers(
        int close,
        int fcntl,
        int ftruncate,
        int getsockopt,
        int ioctl,
        int lseek,
        int pipe2,
        int ppoll,
        int preadv2,
        int read,
        int setsockopt,
        int splice,
        int write) {
    static final Numbers HERE = Gates.isX86(System.getProperty("os.arch", ""))
            ? new Numbers(3, 72, 77, 55, 16, 8, 293, 271, 327, 0, 54, 275, 1)
            : new Numbers(57, 25, 46, 209, 29, 62, 59, 73, 286, 63, 208, 76, 64);
}
