package io.zerocopy;

import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the end of a TCP stream from a connection that was cut. The kernel tells a reset once, to whoever asks first: when
 * that was a write of another thread, a read finds what looks like an orderly end. The connection remembers how much
 * came, and counts the peer's FIN as one byte more: where that is missing, there was no end.
 *
 * <p>Only plain TCP, and only where the kernel can be asked ({@link SystemCalls}). What cannot be told apart is an end.
 */
final class StreamEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** Nobody can say what had been read before this transfer. */
    private static final long UNKNOWN = -1;

    private enum State {
        NOT_ASKED,
        ASKED
    }

    private State state = State.NOT_ASKED;
    /** Bytes of the stream that had been read before this transfer read the first. */
    private long beforeBytes = UNKNOWN;

    /**
     * Asks, once, where the stream stands; between two reads, with nothing in hand.
     *
     * @param readBytes what the transfer has read so far
     */
    void begin(SocketChannel source, long readBytes) throws IOException {
        if (state == State.ASKED || !SystemCalls.isReady()) {
            return;
        }
        state = State.ASKED;
        int number = numberFor(source);
        if (number < 0) {
            return;
        }
        try {
            if (SystemCalls.protocol(number) == Linux.IPPROTO_TCP) {
                int unread = SystemCalls.pipedBytes(number);
                long received = SystemCalls.tcpBytesReceived(number);
                boolean isSteady = unread >= 0 && received >= 0 && SystemCalls.pipedBytes(number) == unread;
                if (isSteady && isWithoutFin(SystemCalls.tcpState(number))) {
                    beforeBytes = received - unread - readBytes;
                }
            }
        } finally {
            SystemCalls.close(number);
        }
    }

    /**
     * Looks at a stream that has ended.
     *
     * @param readBytes what the transfer has read
     * @throws SocketException if it cannot have ended: no FIN has come
     */
    void requireOrderly(SocketChannel source, long readBytes) throws IOException {
        if (!SystemCalls.isReady()) {
            return;
        }
        int number = numberFor(source);
        if (number < 0) {
            return;
        }
        long received;
        try {
            boolean isCut = SystemCalls.protocol(number) == Linux.IPPROTO_TCP
                    && SystemCalls.tcpState(number) == Linux.TCP_CLOSE;
            if (!isCut) {
                return;
            }
            received = SystemCalls.tcpBytesReceived(number);
        } finally {
            SystemCalls.close(number);
        }
        if (beforeBytes == UNKNOWN || received < 0) {
            LOG.debug("A stream has ended on a connection that is closed: by a FIN, or by a reset that a write was told");
        } else if (received == beforeBytes + readBytes) {
            throw new SocketException("Connection reset: a write of this connection was told, and no FIN had come");
        }
    }

    /** Tells whether no FIN has come by now, whatever this side has sent. */
    private static boolean isWithoutFin(int tcpState) {
        return tcpState == Linux.TCP_ESTABLISHED
                || tcpState == Linux.TCP_FIN_WAIT1
                || tcpState == Linux.TCP_FIN_WAIT2;
    }

    /** Negative if there is none to be had: then nothing can be said. */
    private static int numberFor(SocketChannel source) throws IOException {
        try {
            return Duplicate.numberFor(source);
        } catch (SpliceRefusedException e) {
            return -1;
        }
    }
}
