package io.zerocopy.examples.serve;

import io.zerocopy.examples.serve.HeadInput.TooLongException;
import io.zerocopy.examples.serve.StrictBuffer.MalformedLineException;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParser;

/**
 * Reads the heads of a connection's requests, each within its time and size. What was read beyond a head stays in the
 * buffer: the beginning of a body, or the next request of a client that does not wait for answers.
 */
final class RequestReader {
    private static final int LINE_BYTES = 8 * 1024;
    private static final int HEAD_BYTES = 32 * 1024;

    private final StrictBuffer buffer = new StrictBuffer(LINE_BYTES);
    private final HeadInput input;
    private final ServerLimits limits;

    RequestReader(Socket socket, ServerLimits limits) throws IOException {
        this.input = new HeadInput(socket);
        this.limits = limits;
    }

    /** Waits for the first byte of a request, however long; false when the client has left, or been sent away. */
    boolean awaitRequest() throws IOException {
        input.allow(HEAD_BYTES);
        try {
            return buffer.hasBufferedData() || buffer.fill(input) > 0;
        } catch (EOFException e) {
            return false;
        }
    }

    /** Reads the head whose first byte has come. */
    Request read() throws IOException, Refusal {
        input.allow(limits.head(), HEAD_BYTES);
        StrictLines lines = new StrictLines();
        try {
            return Request.of(
                    new DefaultHttpRequestParser(Http1Config.DEFAULT, lines, RawTarget.INSTANCE).parse(buffer, input));
        } catch (RequestHeaderFieldsTooLargeException | TooLongException e) {
            throw lines.hasRequestLine()
                    ? new Refusal(HttpStatus.SC_REQUEST_HEADER_FIELDS_TOO_LARGE, "a head too large")
                    : new Refusal(HttpStatus.SC_REQUEST_URI_TOO_LONG, "a request line too long");
        } catch (HttpException | MalformedLineException e) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a malformed head");
        } catch (EOFException e) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "half a head");
        } catch (SocketTimeoutException e) {
            throw new Refusal(HttpStatus.SC_REQUEST_TIMEOUT, "no whole head in time");
        }
    }

    /** Holds no memory until the next request is waited for, if nothing of it has come. */
    void rest() {
        buffer.rest();
    }

    /** The body of the request that was read last. */
    RequestBody body(Request request, SocketChannel channel) {
        return new RequestBody(request.framing(), buffer, channel);
    }

    /**
     * Reads what the client still sends, until it has seen that this side has ended. A connection closed with bytes
     * unread is reset, and the reset can overtake the answer.
     */
    void drain(Duration time) throws IOException {
        input.allow(time, Integer.MAX_VALUE);
        try {
            while (buffer.fill(input) > 0) {
                // Nobody wants it.
            }
        } catch (EOFException | SocketTimeoutException e) {
            // It has seen the end, or never will.
        }
    }
}
