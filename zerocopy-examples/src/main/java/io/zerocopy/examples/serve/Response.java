package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zerocopy.Payload;
import io.zerocopy.TransferResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/** An answer: status, fields and body. */
final class Response implements Closeable {
    private final int status;
    private final Body body;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private Closeable held = () -> {};
    private Optional<TransferResult> received = Optional.empty();

    Response(int status, Body body) {
        this.status = status;
        this.body = body;
    }

    /** A status for a person to read. */
    static Response of(int status) {
        return new Response(status, Body.of((status + " " + reason(status) + "\n").getBytes(US_ASCII)))
                .with(HttpHeaders.CONTENT_TYPE, "text/plain");
    }

    /** The same as a page, with a way home. */
    static Response page(int status) {
        String page = """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                :root { color-scheme: light dark }
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
                </style>
                <h1>%1$s</h1>
                <p><a href="/">All files</a></p>
                </html>
                """.formatted(status + " " + reason(status));
        return new Response(status, Body.of(page.getBytes(US_ASCII)))
                .with(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .with("Content-Security-Policy", Listing.POLICY);
    }

    /** Sets a field, to a value that has nothing in it that a client has written. */
    Response with(String field, String value) {
        fields.put(field, value);
        return this;
    }

    /** Closes something with this answer. */
    Response holding(Closeable resource) {
        held = resource;
        return this;
    }

    /** Notes, for the log, what the request brought. */
    Response having(TransferResult upload) {
        received = Optional.of(upload);
        return this;
    }

    Optional<TransferResult> received() {
        return received;
    }

    int status() {
        return status;
    }

    /** What was set, without what every answer has. */
    Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** The body alone, for a server that makes the head itself. */
    Payload body() throws IOException {
        Payload.Builder payload = Payload.builder();
        body.addTo(payload);
        return payload.build();
    }

    /** Whether the head says how long the body is, or would be. */
    boolean hasLength() {
        return status != HttpStatus.SC_NOT_MODIFIED && status != HttpStatus.SC_NO_CONTENT;
    }

    /** The head alone, as HEAD wants it. */
    Payload head() throws IOException {
        return Payload.builder().bytes(headBytes()).build();
    }

    /** Head and body. */
    Payload whole() throws IOException {
        Payload.Builder payload = Payload.builder().bytes(headBytes());
        body.addTo(payload);
        return payload.build();
    }

    private ByteBuffer headBytes() throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\n");
        field(head, HttpHeaders.DATE, HttpDate.format(Instant.now()));
        // A browser that guesses takes what was sent as text for a page.
        field(head, "X-Content-Type-Options", "nosniff");
        fields.forEach((name, value) -> field(head, name, value));
        if (hasLength()) {
            field(head, HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        }
        return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(US_ASCII));
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String reason(int status) {
        return EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
