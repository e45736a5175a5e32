package io.zerocopy.examples.bench.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zerocopy.examples.bench.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/** Asks a server for a file, once, as wrk does, and looks whether the right answer comes. */
public final class Check {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final String END = "\r\n\r\n";

    private Check() {}

    /**
     * Fails unless the very file comes, on a connection that is kept.
     *
     * @return the bytes of the answer's head
     */
    public static int headBytes(InetSocketAddress server, Path file) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server);
            String request =
                    "GET /" + file.getFileName() + " HTTP/1.1\r\nHost: localhost\r\n" + Wrk.KEEP_ALIVE + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            requireRight(head, Files.size(file));
            requireSame(in, file);
            return head.length();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(END) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the answer ends in its head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void requireRight(String head, long length) throws IOException {
        String fields = head.toLowerCase(Locale.ROOT);
        if (!fields.startsWith("http/1.1 200 ")
                || !fields.contains("\r\ncontent-length: " + length + "\r\n")
                || fields.contains("\r\nconnection: close\r\n")) {
            throw new IOException(
                    "not the answer that was asked for: " + head.strip().replaceAll("\\s+", " "));
        }
    }

    private static void requireSame(InputStream in, Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] block = new byte[BLOCK_BYTES];
        for (long missing = Files.size(file); missing > 0; ) {
            int count = in.read(block, 0, (int) Math.min(block.length, missing));
            if (count < 0) {
                throw new EOFException("the answer ends " + missing + " bytes too early");
            }
            digest.update(block, 0, count);
            missing -= count;
        }
        if (!Arrays.equals(digest.digest(), Sha256.of(file))) {
            throw new IOException("other bytes than the file's have come");
        }
    }
}
