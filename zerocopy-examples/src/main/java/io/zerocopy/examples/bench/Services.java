package io.zerocopy.examples.bench;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IOSupplier;
import org.jspecify.annotations.Nullable;

/** How many connections are served: by a thread each, or by one thread and a selector. */
final class Services {
    private Services() {}

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
    static Crowd.Service threads(ExecutorService threads, IOConsumer<SocketChannel> answer) {
        return (connections, responses) -> {
            List<Callable<Void>> work = new ArrayList<>();
            for (SocketChannel channel : connections) {
                work.add(() -> {
                    answer(channel, responses, answer);
                    return null;
                });
            }
            try {
                for (Future<Void> served : threads.invokeAll(work)) {
                    served.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        };
    }

    /** The calling thread, for one connection. */
    static Crowd.Service caller(IOConsumer<SocketChannel> answer) {
        return (connections, responses) -> answer(connections.get(0), responses, answer);
    }

    private static void answer(SocketChannel channel, int responses, IOConsumer<SocketChannel> answer)
            throws IOException {
        ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        for (int i = 0; i < responses; i++) {
            request.clear();
            while (request.hasRemaining()) {
                if (channel.read(request) < 0) {
                    throw new EOFException("the peer has gone after " + i + " responses");
                }
            }
            answer.accept(channel);
        }
    }

    /** One thread and one selector for all connections; each sends until its socket is full. */
    static Crowd.Service loop(IOSupplier<Sending> answer) {
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
        private final IOSupplier<Sending> answer;
        private final ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        private @Nullable Sending sending;
        private int missing;

        Conversation(IOSupplier<Sending> answer, int responses) {
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
                sending = answer.get();
            }
            if (!sending.advance(channel)) {
                return SelectionKey.OP_WRITE;
            }
            sending.close();
            sending = null;
            missing--;
            return SelectionKey.OP_READ;
        }
    }
}
