package io.zerocopy.examples.bench;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Crowd.Service;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** How many connections are served: by a thread each, or by one thread and a selector. */
final class Services {
    private Services() {}

    /** What is sent from an event loop. */
    @FunctionalInterface
    interface Beginning {
        Sending begin() throws IOException;
    }

    /** A whole file on its way. */
    interface Sending extends Closeable {
        /** One step; returns the bytes that it moved. */
        long advance(SocketChannel channel) throws IOException;

        boolean isComplete();
    }

    static Sending byLibrary(Path file) throws IOException {
        PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file));
        return new Sending() {
            @Override
            public long advance(SocketChannel channel) throws IOException {
                return send.advance(channel);
            }

            @Override
            public boolean isComplete() {
                return send.isComplete();
            }

            @Override
            public void close() throws IOException {
                send.close();
            }
        };
    }

    /** Where nothing goes wrong. */
    static Sending byHand(Path path) throws IOException {
        FileChannel file = FileChannel.open(path);
        long end = file.size();
        return new Sending() {
            private long sent;

            @Override
            public long advance(SocketChannel channel) throws IOException {
                long moved = file.transferTo(sent, end - sent, channel);
                sent += moved;
                return moved;
            }

            @Override
            public boolean isComplete() {
                return sent == end;
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 21;
    }

    /** By reflection: this is Java 17 bytecode. */
    static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no virtual threads", e);
        }
    }

    /** A thread for each connection. */
    static Service threads(ExecutorService threads, Side.ChannelWork answer) {
        return (connections, responses) -> {
            List<Future<Void>> served = new ArrayList<>();
            for (SocketChannel channel : connections) {
                served.add(threads.submit(() -> {
                    answer(channel, responses, answer);
                    return null;
                }));
            }
            try {
                for (Future<Void> one : served) {
                    one.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        };
    }

    /** Answers so many requests on one blocking connection. */
    static void answer(SocketChannel channel, int responses, Side.ChannelWork answer) throws IOException {
        ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        for (int i = 0; i < responses; i++) {
            request.clear();
            while (request.hasRemaining()) {
                if (channel.read(request) < 0) {
                    throw new EOFException("the peer has gone after " + i + " responses");
                }
            }
            answer.run(channel);
        }
    }

    /** One thread and one selector for all connections; each sends until its socket is full. */
    static Service loop(Beginning answer) {
        return (connections, responses) -> {
            try (Selector selector = Selector.open()) {
                for (SocketChannel channel : connections) {
                    channel.configureBlocking(false);
                    channel.register(selector, SelectionKey.OP_READ, new Conversation(answer, responses));
                }
                for (int open = connections.size(); open > 0; ) {
                    selector.select();
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
        };
    }

    /** What one connection is about. */
    private static final class Conversation {
        private final Beginning answer;
        private final ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        private @Nullable Sending sending;
        private int missing;

        Conversation(Beginning answer, int responses) {
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
            long moved;
            do {
                moved = sending.advance(channel);
            } while (moved > 0 && !sending.isComplete());
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
