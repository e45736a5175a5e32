package io.zerocopy;

import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the end of a TCP stream from a connection that was cut. The kernel tells a reset once, to whoever asks first:
 * when that was a write of another thread, a read finds what looks like an orderly end. The connection remembers how
 * much came, and counts the peer's FIN as one byte more: where that is missing, there was no end.
 *
 * <p>Only plain TCP, and only where the kernel can be asked ({@link SystemCalls}). What cannot be told apart is an end.
 */
final class StreamEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** The stream that has been asked about; null before the first. */
    private @Nullable SocketChannel asked;

    private Counting counting = Counting.IMPOSSIBLE;

    /** Bytes of the stream that came before those that this transfer has read. */
    private long beforeBytes;

    private enum Counting {
        POSSIBLE,
        IMPOSSIBLE
    }

    private static boolean isStream(Source source) {
        return source.kind() == SourceKind.SOCKET
                && source.extent() == Source.Extent.UNTIL_END
                && SystemCalls.isReady();
    }

    /** Before each read, with nothing in hand: asks, once for each channel, where the stream stands. */
    void before(Source source) throws IOException {
        if (!isStream(source) || asked == source.socket()) {
            return;
        }
        asked = source.socket();
        counting = Counting.IMPOSSIBLE;
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
                    counting = Counting.POSSIBLE;
                    beforeBytes = received - unread - source.position();
                }
            }
        } finally {
            SystemCalls.close(number);
        }
    }

    /**
     * Looks at a stream that has ended.
     *
     * @throws SocketException if it cannot have ended: no FIN has come
     */
    void requireEnd(Source source) throws IOException {
        int number = isStream(source) ? numberFor(source) : -1;
        if (number < 0) {
            return;
        }
        long received;
        try {
            boolean isClosed = SystemCalls.protocol(number) == Linux.IPPROTO_TCP
                    && SystemCalls.tcpState(number) == Linux.TCP_CLOSE;
            if (!isClosed) {
                return;
            }
            received = SystemCalls.tcpBytesReceived(number);
        } finally {
            SystemCalls.close(number);
        }
        if (counting == Counting.IMPOSSIBLE || asked != source.socket() || received < 0) {
            LOG.debug("{} has ended by a FIN, or by a reset that a write was told: nobody knows", source.describe());
        } else if (received == beforeBytes + source.position()) {
            throw source.blamed(
                    new SocketException("Connection reset: a write was told, and the stream had not ended before"));
        }
    }

    /** Tells whether no FIN has come by now, whatever this side has sent. */
    private static boolean isWithoutFin(int tcpState) {
        return tcpState == Linux.TCP_ESTABLISHED || tcpState == Linux.TCP_FIN_WAIT1 || tcpState == Linux.TCP_FIN_WAIT2;
    }

    /** Negative if there is none to be had: then nothing can be said. */
    private static int numberFor(Source source) throws IOException {
        try {
            return Duplicate.numberFor(source.socket());
        } catch (SpliceRefusedException e) {
            return -1;
        }
    }
}
