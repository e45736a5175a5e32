package io.zerocopy.payload;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The two ways to send a payload: a call that blocks, and an event loop of the caller's. */
enum Way {
    BLOCKING_CALL {
        @Override
        TransferResult send(Payload payload, WritableByteChannel target, TransferOptions options) throws IOException {
            return ZeroCopyTransfer.send(payload, target, options);
        }
    },
    EVENT_LOOP {
        @Override
        TransferResult send(Payload payload, WritableByteChannel target, TransferOptions options) throws IOException {
            if (target instanceof SelectableChannel channel) {
                channel.configureBlocking(false);
            }
            try (PendingSend send = ZeroCopyTransfer.begin(payload, options)) {
                drive(send, target);
                return send.result();
            }
        }
    };

    abstract TransferResult send(Payload payload, WritableByteChannel target, TransferOptions options)
            throws IOException;

    /** What a server's loop does for each of its connections. */
    static void drive(PendingSend send, WritableByteChannel target) throws IOException {
        try (Loop loop = new Loop(target)) {
            long sum = send.transferred();
            while (!send.isComplete()) {
                long moved = send.advance(target);
                sum += moved;
                if (sum != send.transferred()) {
                    throw new AssertionError("moved " + sum + " bytes, " + send.transferred() + " counted");
                }
                if (!send.retryAfter().isZero()) {
                    LockSupport.parkNanos(send.retryAfter().toNanos());
                } else if (moved == 0) {
                    loop.awaitWritable();
                }
            }
        }
    }

    private static final class Loop implements AutoCloseable {
        private final @Nullable Selector selector;

        Loop(WritableByteChannel target) throws IOException {
            if (target instanceof SelectableChannel channel) {
                selector = Selector.open();
                channel.register(selector, SelectionKey.OP_WRITE);
            } else {
                selector = null;
            }
        }

        void awaitWritable() throws IOException {
            if (selector == null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            } else {
                selector.select();
                selector.selectedKeys().clear();
            }
        }

        @Override
        public void close() throws IOException {
            if (selector != null) {
                selector.close();
            }
        }
    }
}
