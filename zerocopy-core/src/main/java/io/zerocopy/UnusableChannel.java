package io.zerocopy;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Refuses channels that cannot be used, by the JDK's exceptions. They take no message, so each is given one here; in a
 * log they go by their own names.
 */
final class UnusableChannel {
    private UnusableChannel() {}

    /** Fails as {@link #requireNone} does; the transfer gets its name only then. */
    static void requireNeither(@Nullable Channel first, @Nullable Channel second, Opening<Source> from, Object to)
            throws ClosedChannelException {
        if (!isUsable(first) || !isUsable(second)) {
            String transfer = TransferKind.nameOf(from, to);
            requireNone(first, transfer);
            requireNone(second, transfer);
        }
    }

    private static boolean isUsable(@Nullable Channel channel) {
        return channel == null
                || (channel.isOpen() && (!(channel instanceof SocketChannel socket) || socket.isConnected()));
    }

    /** Fails, before a byte has moved, as the channel's own operations would. */
    static void requireNone(@Nullable Channel channel, Object transfer) throws ClosedChannelException {
        requireNone(channel, transfer, 0);
    }

    /**
     * Fails as the channel's own operations would.
     *
     * @param transfer what it is wanted for; asked for its name when this fails
     * @param bytesSoFar tells whether that has begun
     */
    static void requireNone(@Nullable Channel channel, Object transfer, long bytesSoFar) throws ClosedChannelException {
        // Asked first: one that is closed just now is not connected any more.
        boolean isConnected = !(channel instanceof SocketChannel socket) || socket.isConnected();
        if (channel != null && !channel.isOpen()) {
            throw closed(
                    refused(transfer, bytesSoFar) + Wording.end(channel) + " is closed. Hand over an open channel.");
        }
        if (!isConnected) {
            // transferTo of JDK 17 would say "Broken pipe".
            throw notConnected(refused(transfer, bytesSoFar) + "the channel is not connected."
                    + " Call connect() first, and finishConnect() in non-blocking mode.");
        }
    }

    /** The beginning of a message: the reason is to follow. */
    static String refused(Object transfer, long bytesSoFar) {
        return transfer + (bytesSoFar == 0 ? " cannot begin: " : " cannot go on: ");
    }

    static ClosedChannelException closed(String message) {
        return new Closed(message);
    }

    static NotYetConnectedException notConnected(String message) {
        return new NotConnected(message);
    }

    static IllegalBlockingModeException blocking(String message) {
        return new Blocking(message);
    }

    static NonWritableChannelException readOnly() {
        return new ReadOnly(
                "the target, a FileChannel, was opened to read only. Open it with StandardOpenOption.WRITE.");
    }

    static NonReadableChannelException writeOnly(NonReadableChannelException cause) {
        NonReadableChannelException told = new WriteOnly(
                "the source, a FileChannel, was opened to write only. Open it with StandardOpenOption.READ.");
        told.initCause(cause);
        return told;
    }

    /** In words where it is of the source; what the target's own code threw stays as it is. */
    static RuntimeException told(Opening<Source> opening, NonReadableChannelException e) {
        try {
            if (opening instanceof Source source) {
                source.requireReadable();
            }
            return e;
        } catch (NonReadableChannelException told) {
            return told;
        } catch (IOException notAnswered) {
            // Closed meanwhile, for instance: what has failed first is what the caller is told.
            return e;
        }
    }

    private static String told(Class<?> byItsName, String message) {
        return byItsName.getName() + ": " + message;
    }

    private static final class Closed extends ClosedChannelException {
        private static final long serialVersionUID = 1L;
        private final String message;

        Closed(String message) {
            this.message = Wording.printable(message);
        }

        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public String toString() {
            return told(ClosedChannelException.class, message);
        }
    }

    private static final class NotConnected extends NotYetConnectedException {
        private static final long serialVersionUID = 1L;
        private final String message;

        NotConnected(String message) {
            this.message = Wording.printable(message);
        }

        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public String toString() {
            return told(NotYetConnectedException.class, message);
        }
    }

    private static final class Blocking extends IllegalBlockingModeException {
        private static final long serialVersionUID = 1L;
        private final String message;

        Blocking(String message) {
            this.message = Wording.printable(message);
        }

        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public String toString() {
            return told(IllegalBlockingModeException.class, message);
        }
    }

    private static final class WriteOnly extends NonReadableChannelException {
        private static final long serialVersionUID = 1L;
        private final String message;

        WriteOnly(String message) {
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public String toString() {
            return told(NonReadableChannelException.class, message);
        }
    }

    private static final class ReadOnly extends NonWritableChannelException {
        private static final long serialVersionUID = 1L;
        private final String message;

        ReadOnly(String message) {
            this.message = Wording.printable(message);
        }

        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public String toString() {
            return told(NonWritableChannelException.class, message);
        }
    }
}
