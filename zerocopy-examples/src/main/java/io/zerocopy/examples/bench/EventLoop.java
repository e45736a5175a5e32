package io.zerocopy.examples.bench;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole file from an event loop, which selects when the socket is full. */
final class EventLoop {
    private EventLoop() {}

    static Scenario scenario(Path file) throws IOException {
        Side byHand = Side.overChannel("transferTo and select", channel -> {
            try (FileChannel source = FileChannel.open(file);
                    Selector selector = writable(channel)) {
                long end = source.size();
                long sent = 0;
                while (sent < end) {
                    long moved = source.transferTo(sent, end - sent, channel);
                    sent += moved;
                    awaitRoom(selector, moved);
                }
            }
        });
        Side library = Side.overChannel("PendingSend and select", channel -> {
            try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file));
                    Selector selector = writable(channel)) {
                while (!send.isComplete()) {
                    awaitRoom(selector, send.advance(channel));
                }
            }
        });
        return new BulkSend(
                "file from an event loop", Files.size(file), byHand, library, List.of(Goal.timeAtLeast(0.95)));
    }

    private static Selector writable(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_WRITE);
        return selector;
    }

    private static void awaitRoom(Selector selector, long moved) throws IOException {
        if (moved == 0) {
            selector.select();
            selector.selectedKeys().clear();
        }
    }
}
