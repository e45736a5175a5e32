package io.zerocopy.examples.bench.servers;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves files with Helidon and the JDK alone: what {@code bench --servers} puts beside the adapter. */
public final class HelidonByFilesCopy {
    private HelidonByFilesCopy() {}

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder and port
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(Integer.parseInt(arguments[1]))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routing -> routing.any((request, response) -> {
                    Path file = folder.resolve(
                            request.prologue().uriPath().rawPath().substring(1));
                    response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(Files.size(file)));
                    try (OutputStream out = response.outputStream()) {
                        Files.copy(file, out);
                    }
                }))
                .build()
                .start();
    }
}
