package io.zerocopy.examples.serve;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of a connection as the parser reads them: so many of them, and so long. The limits are of a whole head, not
 * of one read, since a client that sends a byte now and then never makes a single read wait for long.
 */
final class HeadInput extends InputStream {
    private static final int FOR_EVER = 0;

    private final Socket socket;
    private final InputStream input;
    private boolean isTimed;
    private long deadlineNanos;
    private int bytesLeft;

    HeadInput(Socket socket) throws IOException {
        this.socket = socket;
        this.input = socket.getInputStream();
    }

    /** Sets what may be read from now on, and by when. */
    void allow(Duration time, int bytes) {
        allow(bytes);
        deadlineNanos = System.nanoTime() + time.toNanos();
        isTimed = true;
    }

    /** Sets what may be read from now on, however long that takes. */
    void allow(int bytes) {
        bytesLeft = bytes;
        isTimed = false;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (bytesLeft == 0) {
            throw new TooLongException();
        }
        socket.setSoTimeout(isTimed ? millisLeft() : FOR_EVER);
        int count = input.read(target, offset, Math.min(length, bytesLeft));
        if (count < 0) {
            throw new EOFException("the client has ended its side");
        }
        bytesLeft -= count;
        return count;
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("no whole head in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /** More bytes than a head may have. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
