package io.zerocopy.examples.bench.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Asks a server for a file, once, and looks whether the right answer comes. */
public final class Check {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT;

    static {
        // Some servers want to hear that a connection is kept, and the client says so only if it is told that it may.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
        CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private Check() {}

    static URI uri(InetSocketAddress server, Path file) {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/" + file.getFileName());
    }

    /** Fails unless the very file comes, on a connection that is kept. */
    public static void answer(InetSocketAddress server, Path file) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri(server, file))
                .header("Connection", "keep-alive")
                .timeout(PATIENCE)
                .build();
        HttpResponse<byte[]> response;
        try {
            response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        boolean isClosed =
                response.headers().firstValue("connection").orElse("").equalsIgnoreCase("close");
        long length = response.headers().firstValueAsLong("content-length").orElse(-1);
        if (response.statusCode() != 200 || length != Files.size(file) || isClosed) {
            throw new IOException("not the answer that was asked for: " + response.statusCode() + " "
                    + response.headers().map());
        }
        if (!Arrays.equals(response.body(), Files.readAllBytes(file))) {
            throw new IOException("other bytes than the file's have come");
        }
    }
}
