package io.zerocopy;

/**
 * The road that bytes took. Later versions may add constants: a {@code switch} over this enum needs a {@code default}.
 */
public enum TransferMechanism {
    /**
     * {@code FileChannel.transferTo} into a socket, for a pair that this JDK version hands to sendfile(2). It means
     * that the JDK was asked for its kernel path: where the kernel answers EINVAL the JDK copies by itself, and that
     * cannot be seen from Java.
     */
    SENDFILE(true),
    /**
     * {@code FileChannel.transferTo} into a file, for a JDK version that hands it to copy_file_range(2) (20 and newer,
     * Linux). The JDK itself goes on to sendfile(2) where the two files are on different file systems. A file that was
     * opened to append is copied into; before JDK 25 also one that cannot read and stands at its end, which may be such
     * a file. Holes that a copy keeps, with the kernel tier, are counted here, too.
     */
    COPY_FILE_RANGE(true),
    /**
     * splice(2) through a pipe of the kernel, from a SocketChannel to another one (relay) or to a Path (receive); JDK
     * 22 and newer on Linux, where the JVM lets the library call the kernel. The bytes do not enter this process's
     * memory. Between two sockets they are not copied at all; into a file the kernel copies them once, where a copy
     * through a buffer does so twice. What comes first, small messages, and what the channel's own read or write has to
     * wait for go by a buffer and are counted as a copy: the first and last KiB of a long transfer.
     */
    SPLICE(true),
    /** A {@link ZeroCopyTarget} took them; zero copy by its own promise. */
    DELEGATED(true),
    /** Read into a direct buffer, written from there: one copy out of the page cache and one into the target. */
    DIRECT_BUFFER_COPY(false),
    /** Read into an array on the heap, written from there. */
    HEAP_COPY(false),
    /** Bytes of a {@link Payload} that were in memory from the start; they count neither as zero copy nor as a copy. */
    BUFFER_WRITE(false);

    private final boolean zeroCopy;

    TransferMechanism(boolean zeroCopy) {
        this.zeroCopy = zeroCopy;
    }

    /**
     * Tells whether file bytes that go this way stay out of the application's memory.
     *
     * @return true for the kernel's roads
     */
    public boolean isZeroCopy() {
        return zeroCopy;
    }
}
