package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Job;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread for each connection.
 *
 * @param threads where they come from
 * @param answer writes a response
 */
record ThreadService(ExecutorService threads, Answer answer) implements Crowd.Service {
    /** How a response is written. */
    @FunctionalInterface
    interface Answer {
        void send(SocketChannel channel) throws IOException;
    }

    static ExecutorService platformThreads() {
        return Executors.newCachedThreadPool();
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

    @Override
    public void serve(List<SocketChannel> connections, int responses) throws IOException {
        List<Future<Void>> served = new ArrayList<>();
        for (SocketChannel channel : connections) {
            served.add(threads.submit(() -> {
                answer(channel, responses);
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
    }

    private void answer(SocketChannel channel, int responses) throws IOException {
        ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
        for (int i = 0; i < responses; i++) {
            request.clear();
            while (request.hasRemaining()) {
                if (channel.read(request) < 0) {
                    throw new EOFException("the peer has gone after " + i + " responses");
                }
            }
            answer.send(channel);
        }
    }
}
