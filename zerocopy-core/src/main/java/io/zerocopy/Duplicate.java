package io.zerocopy;

import io.zerocopy.linux.Descriptors;
import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;

/**
 * A second descriptor of a socket. The channel's own number is another connection's as soon as somebody closes the
 * channel; this one stays what it is. It keeps the connection open, so it lives no longer than one turn of the loop: a
 * peer is to see its FIN or reset when the owner says so.
 *
 * <p>A call on a descriptor in blocking mode could not be woken: neither a close nor an interrupt reaches it. So it
 * waits for a moment only, by the socket's own option, which {@link #close} puts back. The descriptor's mode belongs to
 * the owner, and is left alone. To write takes a shorter moment: a call that has moved a part waits on for the rest,
 * twice, and until it comes back nobody sees that there was progress.
 */
final class Duplicate {
    /** The longest that a call on this descriptor may wait: after it whoever calls looks at everything. */
    private static final int SLICE_MILLIS = 100;

    /** What the descriptor is for. */
    enum Use {
        READING(Linux.SO_RCVTIMEO, SLICE_MILLIS, Linux.POLLIN) {
            @Override
            void touch(SocketChannel channel) throws IOException {
                channel.read(NoRoom.atABlock());
            }
        },
        WRITING(Linux.SO_SNDTIMEO, 1, Linux.POLLOUT) {
            @Override
            void touch(SocketChannel channel) throws IOException {
                channel.write(NoRoom.atABlock());
            }
        };

        private final int option;
        private final int waitsMillis;
        private final int event;

        Use(int option, int waitsMillis, int event) {
            this.option = option;
            this.waitsMillis = waitsMillis;
            this.event = event;
        }

        /** A virtual thread that reads or writes makes the JDK keep the descriptor non-blocking for good. */
        abstract void touch(SocketChannel channel) throws IOException;
    }

    private static final long UNCHANGED = -1;

    private final int number;
    private final Use use;
    private long itsMillis = UNCHANGED;

    private Duplicate(int number, Use use) {
        this.number = number;
        this.use = use;
    }

    /**
     * Duplicates the descriptor of an open channel.
     *
     * @throws SpliceRefusedException if there is no number to be had, or no descriptor left
     * @throws AsynchronousCloseException if the channel has been closed
     */
    static Duplicate of(SocketChannel channel, Use use) throws IOException {
        if (channel.isBlocking() && CurrentThread.isVirtual()) {
            use.touch(channel);
        }
        Duplicate made = new Duplicate(numberFor(channel), use);
        try {
            made.waitShortly();
            return made;
        } catch (IOException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    /** A number that leads to the connection of an open channel, to be closed by {@link SystemCalls#close}. */
    static int numberFor(SocketChannel channel) throws IOException {
        int itsNumber = Descriptors.of(channel);
        if (itsNumber < 0) {
            throw new SpliceRefusedException("the number of a descriptor is not to be had");
        }
        int number = SystemCalls.duplicate(itsNumber);
        // Asked after: while it is open nobody else can have had the number.
        if (!channel.isOpen()) {
            if (number >= 0) {
                SystemCalls.close(number);
            }
            throw new AsynchronousCloseException();
        }
        if (number < 0) {
            throw PipePool.SHARED.refused("fcntl", number);
        }
        return number;
    }

    private void waitShortly() throws SpliceRefusedException {
        if (!isBlocking()) {
            return;
        }
        long millis = SystemCalls.getTimeout(number, use.option);
        if (millis > 0 && millis <= use.waitsMillis) {
            return;
        }
        long result = millis < 0 ? millis : SystemCalls.setTimeout(number, use.option, use.waitsMillis);
        if (result < 0) {
            throw PipePool.SHARED.refused("a socket's timeout", result);
        }
        itsMillis = millis;
    }

    private boolean isBlocking() throws SpliceRefusedException {
        int flags = SystemCalls.statusFlags(number);
        if (flags < 0) {
            throw PipePool.SHARED.refused("fcntl", flags);
        }
        return (flags & Linux.O_NONBLOCK) == 0;
    }

    int number() {
        return number;
    }

    /** Whether a call on it waits, rather than answers at once. */
    boolean waits() {
        return itsMillis != UNCHANGED;
    }

    /** Waits for a moment until it is ready, for a call that does not wait so long by itself. */
    void awaitReady() {
        SystemCalls.poll(number, use.event, SLICE_MILLIS);
    }

    void close() {
        if (itsMillis != UNCHANGED) {
            SystemCalls.setTimeout(number, use.option, itsMillis);
            itsMillis = UNCHANGED;
        }
        SystemCalls.close(number);
    }
}
