package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.jspecify.annotations.Nullable;

/** A client that sends any bytes, and reads what HTTP/1.1 allows. */
final class RawClient implements Closeable {
    /** A test that waits so long for a byte has failed. */
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final SessionInputBufferImpl buffer = new SessionInputBufferImpl(8192);

    RawClient(InetSocketAddress server) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(server);
    }

    /** Sends characters below 256, each as one byte. */
    RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether there is something to read, now or soon. */
    boolean hasAnswer(Duration soon) throws IOException {
        socket.setSoTimeout((int) soon.toMillis());
        try {
            return buffer.hasBufferedData() || buffer.fillBuffer(socket.getInputStream()) > 0;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Reads the head of the next answer. */
    ClassicHttpResponse readHead() throws IOException, HttpException {
        @Nullable ClassicHttpResponse head = new DefaultHttpResponseParser().parse(buffer, socket.getInputStream());
        if (head == null) {
            throw new IOException("no answer any more");
        }
        return head;
    }

    /** Reads the body that a head announces. */
    byte[] readBody(ClassicHttpResponse head) throws IOException {
        @Nullable Header length = head.getFirstHeader("Content-Length");
        long bytes = length == null ? 0 : Long.parseLong(length.getValue());
        return new ContentLengthInputStream(buffer, socket.getInputStream(), bytes).readAllBytes();
    }

    /** Reads the next answer, as one to a GET, and tells its status. */
    int readStatus() throws IOException, HttpException {
        ClassicHttpResponse head = readHead();
        readBody(head);
        return head.getCode();
    }

    /** Whether the server has ended the connection in order, with nothing more to read. */
    boolean hasEnded() throws IOException {
        return buffer.read(socket.getInputStream()) < 0;
    }

    /** Closes so that the server sees a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
