package io.zerocopy.examples.embed;

import io.undertow.server.HttpServerExchange;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer;
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
 * timeout, disk executor and listener. To be called by a handler, on an I/O thread or a worker, or by a task that it
 * dispatched.
 */
final class UndertowPayload {
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
        if (begun.isComplete()) {
            // Nothing to send, and so no turn that would end it.
            exchange.endExchange();
            return;
        }
        UndertowPayload sending = new UndertowPayload(exchange, begun);
        begun.onReady(() -> sending.sink.getIoThread().execute(sending::turn));
        sending.sink.getWriteSetter().set(channel -> sending.turn());
        // The turns are the I/O thread's, whoever calls.
        exchange.dispatch(exchange.getIoThread(), sending::turn);
    }

    /** On the connection's I/O thread, which is others' too: moves what the socket takes, a chunk at most. */
    private void turn() {
        if (send.isComplete()) {
            // A call that was on its way: the connection may be at its next request.
            return;
        }
        if (nextLook != null) {
            nextLook.remove();
        }
        try {
            target.isFull = false;
            send.advance(target);
            if (send.isComplete()) {
                sink.suspendWrites();
                exchange.endExchange();
                return;
            }
            if (send.awaits() == PendingTransfer.Awaits.WRITABLE) {
                sink.resumeWrites();
            } else {
                // A writable socket would call for nothing while the rate limit or the disk holds the send.
                sink.suspendWrites();
            }
            // In time for the limits, whatever the client does.
            nextLook = sink.getIoThread().executeAfter(this::turn, send.nextCallMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | RuntimeException e) {
            // Closes the connection: what the client got is shorter than its Content-Length.
            IoUtils.safeClose(send, exchange.getConnection());
        }
    }

    /** The response's channel, with what has to be known about it. */
    private static final class SinkTarget implements ZeroCopyTarget {
        private final StreamSinkChannel sink;
        /** In this turn. */
        private boolean isFull;

        SinkTarget(StreamSinkChannel sink) {
            this.sink = sink;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return sink.write(bytes);
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) throws IOException {
            // While its head is unsent, Undertow sends the file's first bytes instead of those at this position.
            if (isFull || !sink.flush()) {
                return 0;
            }
            long moved = sink.transferFrom(file, position, count);
            // After less than all the socket is full: to ask again would be a system call that says so.
            isFull = moved < count;
            return moved;
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
