package io.zerocopy.examples.bench.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Asks a server for a file, once, and looks whether the right answer comes. */
public final class Check {
    private static final int PATIENCE_MILLIS = 30_000;

    private Check() {}

    static URI uri(InetSocketAddress server, Path file) {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/" + file.getFileName());
    }

    /** Fails unless the very file comes, on a connection that is kept. */
    public static void answer(InetSocketAddress server, Path file) throws IOException {
        // Not the newer client: some servers want to hear that a connection is kept, and this one always says so.
        HttpURLConnection connection =
                (HttpURLConnection) uri(server, file).toURL().openConnection();
        connection.setReadTimeout(PATIENCE_MILLIS);
        int status = connection.getResponseCode();
        boolean isClosed = "close".equalsIgnoreCase(connection.getHeaderField("connection"));
        if (status != HttpURLConnection.HTTP_OK || connection.getContentLengthLong() != Files.size(file) || isClosed) {
            throw new IOException("not the answer that was asked for: " + status + " " + connection.getHeaderFields());
        }
        byte[] body;
        try (InputStream in = connection.getInputStream()) {
            body = in.readAllBytes();
        }
        if (!Arrays.equals(body, Files.readAllBytes(file))) {
            throw new IOException("other bytes than the file's have come");
        }
    }
}
