package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/** One channel in non-blocking mode, registered with one selector of ours. */
final class Registration implements Closeable {
    private final Selector selector;
    private final SelectionKey key;
    /** A selector that threw is not used again by others. */
    private boolean failed;

    private Registration(Selector selector, SelectionKey key) {
        this.selector = selector;
        this.key = key;
    }

    /**
     * Registers a channel, with interest in nothing yet.
     *
     * @return null if it cannot be: no selector is to be had (no descriptors are left), or none that takes this channel
     * @throws java.nio.channels.ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if it is in blocking mode
     */
    static @Nullable Registration of(SelectableChannel channel) throws IOException {
        SelectorProvider provider = channel.provider();
        if (provider == null) {
            // A wrapper that extends the JDK's class, and names no provider.
            return null;
        }
        Selector selector;
        try {
            selector = KeptSelectors.acquire(provider);
        } catch (IOException | RuntimeException e) {
            // Also UnsupportedOperationException of a provider that has none.
            return null;
        }
        SelectionKey key = null;
        try {
            key = channel.register(selector, 0);
            return new Registration(selector, key);
        } catch (IllegalSelectorException e) {
            return null;
        } finally {
            if (key == null) {
                KeptSelectors.release(selector);
            }
        }
    }

    boolean isOf(SelectableChannel channel) {
        return key.channel() == channel;
    }

    /** Returns whether the channel has become ready; false also if it was closed, or its mode changed, just now. */
    boolean select(int operation, long millis, Watchdog watchdog) throws IOException {
        try {
            key.interestOps(operation);
            boolean ready = watchdog.waitsIn(selector) && selector.select(millis) > 0;
            // A key left in the selected set would make every later select return at once.
            selector.selectedKeys().clear();
            return ready;
        } catch (CancelledKeyException | IllegalBlockingModeException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        } finally {
            watchdog.waitsIn(null);
        }
    }

    /** Cancels the key and flushes it, so that the channel is as free as it was: its mode may be changed again. */
    @Override
    public void close() throws IOException {
        if (failed) {
            selector.close();
            return;
        }
        key.cancel();
        try {
            selector.selectNow();
            selector.selectedKeys().clear();
        } catch (IOException | RuntimeException e) {
            // The transfer has ended as it has: a selector that is no good any more does not change that.
            selector.close();
            return;
        }
        KeptSelectors.release(selector);
    }
}
