package io.zerocopy.examples.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to one client, the next one is served. */
class AcceptorTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PATIENCE_MILLIS = 20_000;

    /** What may be thrown where one client is concerned. */
    enum Trouble {
        CHECKED,
        UNCHECKED,
        NO_MEMORY,
        DEEP;

        void strike() throws IOException {
            switch (this) {
                case CHECKED -> throw new IOException();
                case UNCHECKED -> throw new IllegalStateException();
                case NO_MEMORY -> throw new OutOfMemoryError("unable to create native thread: as with ulimit -u");
                case DEEP -> throw new StackOverflowError();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhoCannotBeTakenIn(Trouble trouble) throws Exception {
        AtomicReference<@Nullable Trouble> next = new AtomicReference<>();
        try (Running running = new Running(new Acceptor(ANY_PORT, 2, 1), channel -> {
            Trouble now = next.getAndSet(null);
            if (now != null) {
                now.strike();
            }
            return new Greeter(channel);
        })) {
            for (int i = 0; i < 5; i++) {
                next.set(trouble);
                assertThat(running.isServed()).isFalse();
                assertThat(running.isServed()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCHECKED", "NO_MEMORY", "DEEP"})
    void outlivesAClientThatFails(Trouble trouble) throws Exception {
        AtomicReference<@Nullable Trouble> next = new AtomicReference<>();
        // Fewer places than fail: each is given back. And twice as many threads, of which some have yet to come back.
        try (Running running = new Running(new Acceptor(ANY_PORT, 4, 1), channel -> new Greeter(channel) {
            @Override
            public void run() {
                Trouble now = next.getAndSet(null);
                if (now == null) {
                    super.run();
                    return;
                }
                try (channel) {
                    now.strike();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        })) {
            for (int i = 0; i < 5; i++) {
                next.set(trouble);
                assertThat(running.isServed()).isFalse();
                assertThat(running.isServed()).isTrue();
            }
            while (running.acceptor.clients() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCHECKED", "NO_MEMORY"})
    void refusesWhoGetsNoThread(Trouble trouble) throws Exception {
        AtomicReference<@Nullable Trouble> next = new AtomicReference<>();
        // As the JDK's own pools, which throw what starting a thread throws.
        ExecutorService threads =
                new ThreadPoolExecutor(0, 100, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Trouble now = next.getAndSet(null);
                    if (now != null) {
                        try {
                            now.strike();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return new Thread(task);
                });
        try (Running running = new Running(new Acceptor(ANY_PORT, 2, new ClientThreads(threads, null)), Greeter::new)) {
            for (int i = 0; i < 5; i++) {
                // So that no thread is there that could be used again.
                threads.submit(() -> {}).get();
                ((ThreadPoolExecutor) threads).setKeepAliveTime(1, TimeUnit.NANOSECONDS);
                while (((ThreadPoolExecutor) threads).getPoolSize() > 0) {
                    Thread.onSpinWait();
                }
                next.set(trouble);
                assertThat(running.isServed()).isFalse();
                assertThat(running.isServed()).isTrue();
            }
        }
    }

    /** Where the system gives no threads, virtual ones serve. */
    @Test
    void servesWhoGetsNoThreadOfTheFirstKindByTheOther() throws Exception {
        ExecutorService none = new ThreadPoolExecutor(0, 100, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        ExecutorService others = Executors.newCachedThreadPool();
        try (Running running = new Running(new Acceptor(ANY_PORT, 2, new ClientThreads(none, others)), Greeter::new)) {
            assertThat(running.isServed()).isTrue();
        }
    }

    @Test
    void endsWhileSomebodyWaitsForAPlace() throws Exception {
        try (Running running = new Running(new Acceptor(ANY_PORT, 1, 1), Greeter::new);
                Socket first = running.connect();
                Socket second = running.connect()) {
            assertThat(first.getInputStream().read()).isEqualTo('!');
            assertThat(second.isConnected()).isTrue();
            assertThat(running.ends()).isTrue();
        }
    }

    /** An acceptor on a thread of its own. */
    private static final class Running implements Closeable {
        private final Acceptor acceptor;
        private final Thread thread;

        Running(Acceptor acceptor, Client.Factory factory) {
            this.acceptor = acceptor;
            this.thread = new Thread(() -> acceptor.run(factory), "acceptor");
            thread.start();
        }

        Socket connect() throws IOException {
            Socket socket = new Socket();
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(acceptor.address());
            return socket;
        }

        /** False when the client was reset, or sent away. */
        boolean isServed() throws IOException {
            try (Socket socket = connect()) {
                return socket.getInputStream().read() == '!';
            } catch (SocketException e) {
                return false;
            }
        }

        boolean ends() throws IOException {
            acceptor.close(Duration.ofMillis(100));
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return !thread.isAlive();
        }

        @Override
        public void close() throws IOException {
            assertThat(ends()).isTrue();
        }
    }

    /** Greets, and stays until the client goes. */
    private static class Greeter implements Client {
        private final SocketChannel greeted;

        Greeter(SocketChannel channel) {
            this.greeted = channel;
        }

        @Override
        public void run() {
            try (greeted) {
                greeted.write(ByteBuffer.wrap(new byte[] {'!'}));
                greeted.read(ByteBuffer.allocate(1));
            } catch (IOException e) {
                // It has gone.
            }
        }

        @Override
        public void leave() {}

        @Override
        public void abort() {
            try {
                greeted.shutdownInput();
            } catch (IOException e) {
                // It has gone.
            }
        }
    }
}
