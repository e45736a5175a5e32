package io.zerocopy;

import io.zerocopy.PipePool.KernelPipe;
import io.zerocopy.linux.Descriptors;
import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer carries in a pipe of the kernel: splice(2) from the source into it, splice(2) out of it to the
 * target. It has a pipe only while it carries something, and descriptors only within one turn of the loop.
 */
final class CarriedPipe {
    /** The source has none now, or the target takes none. */
    private static final int NOTHING_NOW = 0;

    private @Nullable KernelPipe pipe;
    private int heldBytes;
    private @Nullable Duplicate source;
    private @Nullable Duplicate target;

    boolean isEmpty() {
        return heldBytes == 0;
    }

    int heldBytes() {
        return heldBytes;
    }

    /** Gets a pipe, unless it has one. Returns false if all that there may be are lent. */
    boolean open() throws SpliceRefusedException {
        if (pipe == null) {
            pipe = PipePool.SHARED.acquire();
        }
        return pipe != null;
    }

    /**
     * Takes bytes of a socket, while it carries none and has a pipe. Returns how many: 0 if there are none now, -1 at
     * the end of the stream. Fewer than were asked for do not mean that the socket has no more: the limit may be the
     * pipe's.
     */
    int fill(SocketChannel from, long mostBytes) throws IOException {
        KernelPipe into = pipe;
        if (into == null) {
            return NOTHING_NOW;
        }
        Duplicate reading = source;
        if (reading == null) {
            reading = Duplicate.of(from, Duplicate.Use.READING);
            source = reading;
        } else {
            Cancellation.check(from);
        }
        long asked = Math.min(mostBytes, into.capacityBytes());
        long bytes = splice(reading.number(), into.writingEnd(), asked);
        if (bytes == -Linux.EAGAIN && reading.waits() && from.getLocalAddress() instanceof UnixDomainSocketAddress) {
            // Unlike TCP such a socket does not wait where the pipe is non-blocking.
            reading.awaitReady();
            Cancellation.check(from);
            bytes = splice(reading.number(), into.writingEnd(), asked);
        }
        if (bytes > 0) {
            heldBytes = (int) bytes;
            PipePool.SHARED.works();
            return heldBytes;
        }
        if (bytes == 0) {
            return -1;
        }
        if (bytes == -Linux.EAGAIN) {
            return NOTHING_NOW;
        }
        if (isOfTheConnection((int) -bytes)) {
            throw new SocketException(
                    bytes == -Linux.ECONNRESET ? "Connection reset" : SystemCalls.errnoName((int) bytes));
        }
        throw PipePool.SHARED.refused("splice from the source", bytes);
    }

    /**
     * Tells whether the connection has failed, rather than this call. The kernel says so once: to the next call the
     * stream has ended like any other.
     */
    private static boolean isOfTheConnection(int errno) {
        return switch (errno) {
            // EPIPE, ENONET, EPROTO, EMSGSIZE, ENOPROTOOPT, ENETDOWN, ENETUNREACH, ENETRESET, ECONNABORTED, ECONNRESET,
            // ETIMEDOUT, ECONNREFUSED, EHOSTDOWN, EHOSTUNREACH
            case 32, 64, 71, 90, 92, 100, 101, 102, 103, 104, 110, 111, 112, 113 -> true;
            default -> false;
        };
    }

    /** Tells whether it has asked the source in this turn of the loop. */
    boolean hasRead() {
        return source != null;
    }

    /** The same of the target. */
    boolean hasWritten() {
        return target != null;
    }

    /** Tells whether the pipe has no slot left, however few bytes are in them. */
    boolean isFull() {
        return pipe != null && SystemCalls.poll(pipe.writingEnd(), Linux.POLLOUT, 0) == 0;
    }

    /**
     * Hands bytes to a socket, or to a file of the library's own, where that stands. Returns how many; 0 if the socket
     * takes none now.
     */
    long writeTo(WritableByteChannel to, long mostBytes) throws IOException {
        KernelPipe from = pipe;
        if (from == null) {
            return 0;
        }
        long asked = Math.min(mostBytes, heldBytes);
        long bytes;
        if (to instanceof SocketChannel socket) {
            Duplicate writing = target;
            if (writing == null) {
                writing = Duplicate.of(socket, Duplicate.Use.WRITING);
                target = writing;
            }
            bytes = splice(from.readingEnd(), writing.number(), asked);
            if (bytes == -Linux.EAGAIN && writing.waits()) {
                writing.awaitReady();
                Cancellation.check(socket);
                bytes = splice(from.readingEnd(), writing.number(), asked);
            }
        } else {
            // It is this transfer's alone: nobody else closes it.
            int number = to instanceof FileChannel file ? Descriptors.of(file) : -1;
            if (number < 0) {
                throw new SpliceRefusedException("the number of a descriptor is not to be had");
            }
            bytes = splice(from.readingEnd(), number, asked);
        }
        if (bytes > 0) {
            heldBytes -= (int) bytes;
            return bytes;
        }
        if (bytes == -Linux.EAGAIN) {
            return NOTHING_NOW;
        }
        if (bytes == 0) {
            throw new SpliceRefusedException("splice to the target: it moved nothing");
        }
        throw PipePool.SHARED.refused("splice to the target", bytes);
    }

    private static long splice(int from, int to, long bytes) {
        long moved;
        do {
            moved = SystemCalls.splice(from, to, bytes);
        } while (moved == -Linux.EINTR);
        return moved;
    }

    /** Takes bytes out into a buffer, for the copy to deliver them. */
    void read(ByteBuffer into) throws IOException {
        KernelPipe from = pipe;
        if (from == null) {
            return;
        }
        int bytes = SystemCalls.read(from.readingEnd(), into);
        if (bytes <= 0) {
            throw new IOException("the kernel does not give back what is in a pipe: "
                    + (bytes == 0 ? "it says that there is nothing" : SystemCalls.errnoName(bytes)));
        }
        heldBytes -= bytes;
    }

    /** Gives the descriptors back: from here on a close of the channels is a close. */
    void letGo() {
        Duplicate reading = source;
        Duplicate writing = target;
        source = null;
        target = null;
        try {
            if (reading != null) {
                reading.close();
            }
        } finally {
            if (writing != null) {
                writing.close();
            }
        }
    }

    /** Keeps nothing but what it carries. */
    void rest() {
        letGo();
        KernelPipe empty = pipe;
        if (empty != null && heldBytes == 0) {
            pipe = null;
            PipePool.SHARED.release(empty);
        }
    }

    /** Gives everything back; what it carries is nobody's any more. */
    void free() {
        rest();
        KernelPipe full = pipe;
        if (full != null) {
            pipe = null;
            heldBytes = 0;
            PipePool.SHARED.discard(full);
        }
    }
}
