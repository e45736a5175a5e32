package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/** One {@code FileChannel.transferTo}, for pairs that the JDK hands to sendfile(2) or copy_file_range(2). */
enum KernelTransfer implements Mechanism {
    /** To a socket. */
    SENDFILE(TransferMechanism.SENDFILE),
    /** To a file. */
    COPY_FILE_RANGE(TransferMechanism.COPY_FILE_RANGE);

    private final TransferMechanism counted;

    KernelTransfer(TransferMechanism counted) {
        this.counted = counted;
    }

    @Override
    public TransferMechanism counted() {
        return counted;
    }

    @Override
    public String refusal() {
        return "the kernel moved nothing although the file has more";
    }

    @Override
    public long step(Source source, WritableByteChannel target, long maxBytes) throws IOException {
        FileChannel file = source.file();
        long moved = file.transferTo(source.position(), maxBytes, target);
        return moved > 0 ? moved : whyNothing(source, target);
    }

    /**
     * A 0 has six causes: the socket is full; its descriptor is non-blocking although the channel is not (a virtual
     * thread or a timed read has been there); the file ended; it was cut; its size is a fiction (sysfs says 4096); its
     * size is 0 and it has content (procfs, JDK 17). The size is looked at only here, since it costs a seventh of a
     * small send.
     */
    static long whyNothing(Source source, WritableByteChannel target) throws IOException {
        Cancellation.check(target);
        long size = source.size();
        if (size > 0 && source.position() >= size) {
            return END;
        }
        Cancellation.check(target);
        if (!source.hasByteAtPosition()) {
            return END;
        }
        // A file is never "not ready". There is content, yet the kernel moved none: copy_file_range of Linux 5.3 to
        // 5.18 on procfs and of some network file systems does that, and so does transferTo of JDK 17 for a size of 0.
        boolean canBeWaitedFor = target instanceof SelectableChannel || target instanceof ZeroCopyTarget;
        return canBeWaitedFor && size > 0 ? TARGET_NOT_READY : REFUSED;
    }

    /**
     * A kernel step that threw while both ends are open and nobody interrupted moved nothing, whatever the errno: EPERM
     * of seccomp, EOPNOTSUPP of NFS, ENOSYS. If it was a dead peer or a bad disk the copy's own failure says so.
     */
    static boolean isRefusal(Exception e, Source source, WritableByteChannel target) {
        return !source.isFailure(e)
                && source.isOpen()
                && target.isOpen()
                && !Thread.currentThread().isInterrupted();
    }
}
