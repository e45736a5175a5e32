package io.zerocopy.examples.bench.cold;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that each download one file after the other as fast as it comes. */
final class ColdDownloads implements Closeable {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final AtomicLong bytes = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isOver;

    /** Starts so many; no two of them take the same file, which would be in memory for the second. */
    ColdDownloads(int port, int clients, int files) {
        for (int i = 0; i < clients; i++) {
            int first = i;
            Thread thread = new Thread(() -> download(port, first, clients, files), "download");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void download(int port, int first, int clients, int files) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int i = 0; i < files / clients && !isOver; i++) {
            String request =
                    "GET /cold-" + (first + i * clients) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                for (int read = in.read(buffer); read >= 0 && !isOver; read = in.read(buffer)) {
                    bytes.addAndGet(read);
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    long bytes() {
        return bytes.get();
    }

    /** Those that are still in a read end with the server. */
    @Override
    public void close() {
        isOver = true;
        threads.clear();
    }
}
