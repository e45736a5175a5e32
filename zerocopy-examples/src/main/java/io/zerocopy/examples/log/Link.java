package io.zerocopy.examples.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.examples.net.Dialer;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A client's connection to a broker: a request goes out whole, the head of its answer comes back. For one thread. */
final class Link implements Closeable {
    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final ByteBuffer head = ByteBuffer.allocate(AnswerHead.BYTES);

    Link(SocketAddress broker) throws IOException {
        this.channel = Dialer.connect(broker);
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().setOOBInline(true);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    AnswerHead ask(Request request) throws IOException {
        return ask(request, NO_BODY);
    }

    /**
     * Waits for the answer; its body is to be read next.
     *
     * @throws BrokerException if the broker refuses
     */
    AnswerHead ask(Request request, ByteBuffer body) throws IOException {
        ByteBuffer[] parts = {request.head(), body.duplicate()};
        while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
            channel.write(parts);
        }
        AnswerHead answer = AnswerHead.readFrom(read(head.clear()));
        if (answer.status() != Status.OK) {
            ByteBuffer text = read(ByteBuffer.allocate(answer.bodyBytes()));
            throw new BrokerException(answer.status(), UTF_8.decode(text).toString());
        }
        return answer;
    }

    /** Fills what remains of the buffer. */
    ByteBuffer read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("the broker has closed the connection");
            }
        }
        return target.flip();
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
