package io.zerocopy.examples.bench.servers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Only a server that gives the very file, and keeps the connection, may be measured. */
@Timeout(300)
class CheckTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");
    private HttpServer server = create();

    @BeforeEach
    void start() throws IOException {
        file = Files.write(folder.resolve("file"), CONTENT);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theFileIsRight() throws IOException {
        answering(exchange -> send(exchange, 200, CONTENT));

        assertThatCode(() -> Check.answer(server.getAddress(), file)).doesNotThrowAnyException();
    }

    @Test
    void otherBytesAreWrong() {
        answering(exchange -> send(exchange, 200, new byte[] {1, 2, 4}));

        requireWrong("other bytes");
    }

    @Test
    void anotherLengthIsWrong() {
        answering(exchange -> send(exchange, 200, new byte[] {1, 2, 3, 4}));

        requireWrong("not the answer");
    }

    @Test
    void anotherStatusIsWrong() {
        answering(exchange -> send(exchange, 404, CONTENT));

        requireWrong("404");
    }

    @Test
    void aConnectionThatIsNotKeptIsWrong() {
        answering(exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            send(exchange, 200, CONTENT);
        });

        requireWrong("close");
    }

    private void requireWrong(String message) {
        assertThatThrownBy(() -> Check.answer(server.getAddress(), file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private void answering(HttpHandler handler) {
        server.createContext("/file", handler);
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private static HttpServer create() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
