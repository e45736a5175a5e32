package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Job;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread and one selector for all connections.
 *
 * @param turn how much each sends before it is the next one's turn
 * @param answer begins a response
 */
record LoopService(Turn turn, Answer answer) implements Crowd.Service {
    /** What one connection does when it is writable. */
    enum Turn {
        /** Sends until its socket is full. */
        UNTIL_FULL,
        /** Makes one step, as what PendingSend's own example does. */
        ONE_STEP
    }

    /** How a response begins. */
    @FunctionalInterface
    interface Answer {
        Sending begin() throws IOException;
    }

    /** A response on its way. */
    interface Sending extends Closeable {
        /** One step; returns the bytes that it moved. */
        long advance(SocketChannel channel) throws IOException;

        boolean isComplete();
    }

    @Override
    public void serve(List<SocketChannel> connections, int responses) throws IOException {
        try (Selector selector = Selector.open()) {
            for (SocketChannel channel : connections) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Conversation(turn, answer, responses));
            }
            int open = connections.size();
            // All have asked before the first is served: how long each waits is then the loop's doing alone.
            while (selector.selectedKeys().size() < open) {
                selector.select();
            }
            while (open > 0) {
                if (selector.selectedKeys().isEmpty()) {
                    selector.select();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Conversation conversation = (Conversation) key.attachment();
                    key.interestOps(conversation.goOn((SocketChannel) key.channel()));
                    if (conversation.missing == 0) {
                        key.cancel();
                        open--;
                    }
                }
                selector.selectedKeys().clear();
            }
        }
    }

    /** What one connection is about. */
    private static final class Conversation {
        private final Turn turn;
        private final Answer answer;
        private final ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        private @Nullable Sending sending;
        private int missing;

        Conversation(Turn turn, Answer answer, int responses) {
            this.turn = turn;
            this.answer = answer;
            this.missing = responses;
        }

        /** Goes on; returns what to wait for. */
        int goOn(SocketChannel channel) throws IOException {
            if (sending == null) {
                if (channel.read(request) < 0) {
                    throw new EOFException("the peer has gone, " + missing + " responses too early");
                }
                if (request.hasRemaining()) {
                    return SelectionKey.OP_READ;
                }
                request.clear();
                sending = answer.begin();
            }
            long moved = sending.advance(channel);
            while (turn == Turn.UNTIL_FULL && moved > 0 && !sending.isComplete()) {
                moved = sending.advance(channel);
            }
            if (!sending.isComplete()) {
                return SelectionKey.OP_WRITE;
            }
            sending.close();
            sending = null;
            missing--;
            return SelectionKey.OP_READ;
        }
    }
}
