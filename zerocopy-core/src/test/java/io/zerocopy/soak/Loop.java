package io.zerocopy.soak;

import io.zerocopy.PendingTransfer;
import io.zerocopy.TransferResult;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event loop with one thread, which drives all pending transfers as their contract says. */
final class Loop implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Driven> running = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "soak-loop");
    private volatile boolean isClosed;

    Loop() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    interface Turn {
        long advance() throws IOException;
    }

    /** Begins to drive it; the channels are those that a selector takes, where there are any. */
    Driven drive(
            PendingTransfer transfer,
            Turn turn,
            @Nullable SelectableChannel source,
            @Nullable SelectableChannel target) {
        Driven driven = new Driven(transfer, turn, source, target);
        transfer.onReady(() -> call(() -> driven.isDue = true));
        call(() -> {
            running.add(driven);
            driven.isDue = true;
        });
        return driven;
    }

    private void call(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        try (selector) {
            while (!isClosed) {
                turn();
            }
        } catch (IOException e) {
            throw new AssertionError("select", e);
        }
    }

    private void turn() throws IOException {
        selector.select(nextCallMillis());
        for (SelectionKey key : selector.selectedKeys()) {
            ((Driven) key.attachment()).isDue = true;
        }
        selector.selectedKeys().clear();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        running.removeIf(Driven::isOverAfterTurn);
    }

    private long nextCallMillis() {
        long nanos = TimeUnit.SECONDS.toNanos(10);
        for (Driven each : running) {
            nanos = Math.min(nanos, each.dueNanos - System.nanoTime());
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** One transfer. Touched by the loop's thread alone, but for what it has become. */
    final class Driven {
        private final PendingTransfer transfer;
        private final Turn turn;
        private final @Nullable SelectableChannel source;
        private final @Nullable SelectableChannel target;
        private final CompletableFuture<TransferResult> end = new CompletableFuture<>();
        private boolean isDue;
        private long dueNanos;

        private Driven(
                PendingTransfer transfer,
                Turn turn,
                @Nullable SelectableChannel source,
                @Nullable SelectableChannel target) {
            this.transfer = transfer;
            this.turn = turn;
            this.source = source;
            this.target = target;
        }

        /**
         * Has the loop close the transfer, whatever it is at; one that has nothing to move is complete from the
         * beginning.
         */
        void abandon() {
            call(() -> end(transfer.isComplete() ? null : new IOException("closed in the middle")));
        }

        CompletableFuture<TransferResult> end() {
            return end;
        }

        private boolean isOverAfterTurn() {
            if (!end.isDone() && (isDue || System.nanoTime() - dueNanos >= 0)) {
                isDue = false;
                take();
            }
            return end.isDone();
        }

        private void take() {
            try {
                turn.advance();
                if (transfer.isComplete()) {
                    end(null);
                    return;
                }
                dueNanos =
                        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(transfer.nextCallMillis(), 60_000));
                PendingTransfer.Awaits awaits = transfer.awaits();
                interest(source, awaits == PendingTransfer.Awaits.READABLE ? SelectionKey.OP_READ : 0);
                interest(target, awaits == PendingTransfer.Awaits.WRITABLE ? SelectionKey.OP_WRITE : 0);
            } catch (IOException | RuntimeException | Error e) {
                end(e);
            }
        }

        private void interest(@Nullable SelectableChannel channel, int operations) throws IOException {
            if (channel != null) {
                SelectionKey key = channel.keyFor(selector);
                if (key == null) {
                    channel.register(selector, operations, this);
                } else {
                    key.interestOps(operations);
                }
            }
        }

        private void end(@Nullable Throwable failure) {
            if (end.isDone()) {
                return;
            }
            try {
                TransferResult result = failure == null ? transfer.result() : null;
                transfer.close();
                forget(source);
                forget(target);
                selector.selectNow();
                if (result == null) {
                    end.completeExceptionally(failure);
                } else {
                    end.complete(result);
                }
            } catch (IOException | RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        }

        private void forget(@Nullable SelectableChannel channel) {
            SelectionKey key = channel == null ? null : channel.keyFor(selector);
            if (key != null) {
                key.cancel();
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        selector.wakeup();
    }
}
