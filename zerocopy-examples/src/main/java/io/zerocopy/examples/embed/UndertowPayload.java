package io.zerocopy.examples.embed;

import io.undertow.server.HttpServerExchange;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a payload as the body of an Undertow response: every part by sendfile, with the library's rate limit, stall
 * timeout and listener. To be called in a task that the exchange dispatches to the SameThreadExecutor.
 */
final class UndertowPayload {
    /** How often the clock of a stall timeout is looked at while the client takes nothing. */
    private static final long LOOK_MILLIS = 500;

    private final HttpServerExchange exchange;
    private final StreamSinkChannel sink;
    private final SinkTarget target;
    private final PendingSend send;
    private XnioExecutor.@Nullable Key nextLook;

    private UndertowPayload(HttpServerExchange exchange, PendingSend send) {
        this.exchange = exchange;
        this.sink = exchange.getResponseChannel();
        this.target = new SinkTarget(sink);
        this.send = send;
    }

    /** Fails before anything is sent if a file is not there; then a status can still be said. */
    static void send(HttpServerExchange exchange, Payload payload, TransferOptions options) throws IOException {
        PendingSend begun = ZeroCopyTransfer.begin(payload, options);
        exchange.setResponseContentLength(payload.length());
        UndertowPayload sending = new UndertowPayload(exchange, begun);
        sending.sink.getWriteSetter().set(channel -> sending.turn());
        sending.sink.resumeWrites();
    }

    /** On the connection's I/O thread: moves what the socket takes. */
    private void turn() {
        if (nextLook != null) {
            nextLook.remove();
        }
        try {
            long moved;
            do {
                moved = send.advance(target);
            } while (moved > 0);
            if (send.isComplete()) {
                send.close();
                sink.suspendWrites();
                exchange.endExchange();
            } else if (send.retryAfter().isZero()) {
                sink.resumeWrites();
                lookAgainIn(LOOK_MILLIS);
            } else {
                // A writable socket would call for nothing while the rate limit holds.
                sink.suspendWrites();
                lookAgainIn(Math.max(1, send.retryAfter().toMillis()));
            }
        } catch (IOException | RuntimeException e) {
            // Closes the connection: what the client got is shorter than its Content-Length.
            IoUtils.safeClose(send);
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    private void lookAgainIn(long millis) {
        nextLook = sink.getIoThread().executeAfter(this::turn, millis, TimeUnit.MILLISECONDS);
    }

    /** The response's channel, with what has to be known about it. */
    private static final class SinkTarget implements ZeroCopyTarget {
        private final StreamSinkChannel sink;
        private boolean isHeadOut;

        SinkTarget(StreamSinkChannel sink) {
            this.sink = sink;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return sink.write(bytes);
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) throws IOException {
            // While its head is unsent, Undertow reads the file's first bytes instead of those at this position.
            isHeadOut = isHeadOut || sink.flush();
            return isHeadOut ? sink.transferFrom(file, position, count) : 0;
        }

        @Override
        public boolean isOpen() {
            return sink.isOpen();
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }
}
