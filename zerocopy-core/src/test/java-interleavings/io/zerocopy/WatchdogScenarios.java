package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/** A thread in its steps, its timer, the thread that frees, and one that cancels. */
public final class WatchdogScenarios {
    private WatchdogScenarios() {}

    private static TransferOptions options(Conversation conversation) {
        return TransferOptions.DEFAULTS.withConversation(conversation).withStallTimeout(Duration.ofMillis(50));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** A step that never returns by itself; another thread cancels, or the time is up. */
    public static void stuck() throws Exception {
        Conversation conversation = Conversation.create();
        Pace pace = Pace.of(options(conversation), System.nanoTime());
        Stuck stuck = new Stuck();
        Interleavings.together(
                () -> {
                    try (Watchdog watchdog = Watchdog.of(pace, null, stuck, null)) {
                        watchdog.enter(pace, Step.WRITE);
                        stuck.await();
                        require(watchdog.leave(pace, 0), "it was freed");
                    }
                },
                conversation::cancel);
    }

    /** Steps that return in time, or just then; after its close the watchdog touches nothing. */
    public static void over() throws Exception {
        Conversation conversation = Conversation.create();
        Pace pace = Pace.of(options(conversation), System.nanoTime());
        Pipe pipe = Pipe.open();
        try {
            Interleavings.together(() -> steps(pace, pipe.sink()), conversation::cancel);
        } finally {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    private static void steps(Pace pace, Pipe.SinkChannel sink) throws IOException {
        boolean isFreed = false;
        try (Watchdog watchdog = Watchdog.of(pace, null, sink, sink)) {
            for (int step = 0; step < 2 && !isFreed; step++) {
                watchdog.enter(pace, Step.WRITE);
                Interleavings.othersMayGoOn();
                isFreed = watchdog.leave(pace, 1);
            }
        }
        for (int look = 0; look < 20; look++) {
            require(sink.isOpen() == !isFreed, "freed: " + isFreed + ", open: " + sink.isOpen() + ", look " + look);
            Interleavings.othersMayGoOn();
        }
    }

    /** A channel of somebody else's that is stuck in a write until it is closed. */
    private static final class Stuck implements WritableByteChannel {
        private boolean isClosed;

        @Override
        public int write(ByteBuffer source) {
            return 0;
        }

        synchronized void await() throws InterruptedException {
            while (!isClosed) {
                wait();
            }
        }

        @Override
        public synchronized boolean isOpen() {
            return !isClosed;
        }

        @Override
        public synchronized void close() {
            isClosed = true;
            notifyAll();
        }
    }
}
