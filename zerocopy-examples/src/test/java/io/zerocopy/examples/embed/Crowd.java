package io.zerocopy.examples.embed;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Downloads over many connections at once, read by one thread; remembers how evenly they got on. */
final class Crowd implements Closeable {
    private static final int READ_BYTES = 256 * 1024;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final List<Download> downloads = new ArrayList<>();
    private int open;
    private long startNanos;
    private long firstEndNanos;
    private long lastEndNanos;
    private long bytesAtFirstEnd;

    Crowd() throws IOException {}

    /** Connects one more client, which asks for nothing yet. */
    void join(SocketAddress server, Response expected) throws IOException {
        Download download = new Download(server, expected);
        downloads.add(download);
        download.channel().configureBlocking(false).register(selector, SelectionKey.OP_READ, download);
        open++;
    }

    /** Asks on every connection and reads all of them to their ends. */
    Void run() throws IOException {
        startNanos = System.nanoTime();
        for (Download download : downloads) {
            download.ask();
        }
        while (open > 0) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                Download download = (Download) key.attachment();
                if (download.read(buffer) < 0) {
                    download.close();
                    ended();
                }
            }
            selector.selectedKeys().clear();
        }
        return null;
    }

    private void ended() {
        lastEndNanos = System.nanoTime();
        if (open == downloads.size()) {
            firstEndNanos = lastEndNanos;
            bytesAtFirstEnd = bytes();
        }
        open--;
    }

    /** Bytes that all clients have got. */
    long bytes() {
        return downloads.stream().mapToLong(Download::bytes).sum();
    }

    void requireRight() {
        downloads.forEach(Download::requireRight);
    }

    /** Which part of all bytes had come when the first client had all of its own: 1 if all ended together. */
    double evenness() {
        return (double) bytesAtFirstEnd / bytes();
    }

    double slowestByFastest() {
        return (double) (lastEndNanos - startNanos) / (firstEndNanos - startNanos);
    }

    @Override
    public String toString() {
        double seconds = (lastEndNanos - startNanos) / 1e9;
        return String.format(
                "%.1f s, %.0f MB/s, slowest/fastest %.2f", seconds, bytes() / seconds / 1e6, slowestByFastest());
    }

    @Override
    public void close() throws IOException {
        for (Download download : downloads) {
            download.close();
        }
        selector.close();
    }
}
