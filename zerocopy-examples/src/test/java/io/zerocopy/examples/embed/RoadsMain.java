package io.zerocopy.examples.embed;

import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Downloads from every server, one after the other, a file of the server's own name: what is asked of the kernel for
 * whom can be told apart. Prints the names of those that ran.
 */
final class RoadsMain {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(SelfSigned.CONTEXT)
            .build();

    private RoadsMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path file = Path.of(arguments[0]);
        Path folder = file.resolveSibling("roads");
        Files.createDirectory(folder);
        Replies files = new HttpFiles(folder)::reply;
        for (Adapter adapter : Adapter.values()) {
            if (adapter.whyNot() == null) {
                try (EmbeddedServer server = adapter.start(files)) {
                    download(adapter.name(), adapter.scheme(), server.address(), file, folder);
                }
            }
        }
        for (NettyTransport transport : NettyTransport.values()) {
            if (transport.whyNot() == null) {
                try (NettyFileServer server =
                        new NettyFileServer(folder, Adapter.ANY_PORT, PayloadRegion.OPTIONS, transport)) {
                    InetSocketAddress address = (InetSocketAddress) server.address();
                    download("REGION_" + transport, "http", address, file, folder);
                }
            }
        }
        System.exit(0);
    }

    private static void download(String name, String scheme, InetSocketAddress server, Path file, Path folder)
            throws IOException, InterruptedException {
        Files.createLink(folder.resolve(name), file);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(scheme + "://localhost:" + server.getPort() + "/" + name))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() == 200) {
            System.out.println(name);
        }
    }
}
