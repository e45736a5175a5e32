package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.Acceptor;
import io.zerocopy.examples.net.Client;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: its requests, one after the other. */
final class Connection implements Client {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    /** Characters of a request that the log shows. */
    private static final int LOGGED = 1000;

    private final SocketChannel channel;
    private final Site site;
    private final SendBuffer sendBuffer;
    private final Acceptor acceptor;
    private final RequestReader reader;
    private final AccessLog log;
    private final IdleTimer.Watch watch;

    Connection(
            SocketChannel channel,
            Site site,
            TransferOptions options,
            ServerLimits limits,
            Acceptor acceptor,
            IdleTimer idleTimer)
            throws IOException {
        this.channel = channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.sendBuffer = new SendBuffer(channel, limits.sendBufferBytes(), options);
        this.site = site;
        this.acceptor = acceptor;
        this.reader = new RequestReader(channel.socket(), limits);
        this.log = new AccessLog(channel.getRemoteAddress());
        this.watch = idleTimer.watch(this::leave);
    }

    @Override
    public void run() {
        try (channel;
                watch) {
            talk();
        } catch (IOException e) {
            LOG.debug("A connection broke", e);
        }
    }

    private void talk() throws IOException {
        try {
            boolean goesOn = true;
            while (goesOn && awaitRequest()) {
                goesOn = exchange();
            }
            channel.shutdownOutput();
            // Who idled has nothing more to say, and somebody may wait for the place.
            if (!goesOn || !acceptor.wantsLeavers()) {
                reader.drain(FAREWELL);
            }
        } catch (RuntimeException | Error e) {
            // Nobody must take this for the end of an answer.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            throw e;
        }
    }

    private boolean awaitRequest() throws IOException {
        watch.beginIdle();
        boolean hasCome = !acceptor.isClosing() && !watch.isSentAway() && reader.awaitRequest();
        watch.endIdle();
        return hasCome;
    }

    /** Answers one request; true when another one may follow. */
    private boolean exchange() throws IOException {
        try (Answer answer = nextAnswer()) {
            // A client may take long to read it, and there are many: what it has asked with is not held any more.
            reader.rest();
            return send(answer) && answer.goesOn();
        }
    }

    private Answer nextAnswer() throws IOException {
        Request request;
        try {
            request = reader.read();
        } catch (Refusal refusal) {
            // Where the next request would begin is not known.
            Response response = Response.of(refusal.status()).with(HttpHeaders.CONNECTION, "close");
            return new Answer("(" + refusal.reason() + ")", response, true, false);
        }
        RequestBody body = reader.body(request, channel);
        Response response = answer(request, body);
        boolean goesOn = request.keepsAlive() && body.isConsumed() && !acceptor.wantsLeavers() && !watch.isSentAway();
        response.with(HttpHeaders.CONNECTION, goesOn ? "keep-alive" : "close");
        String asked = request.method() + " " + request.target();
        boolean hasBody = !request.method().equals("HEAD");
        return new Answer(asked.substring(0, Math.min(LOGGED, asked.length())), response, hasBody, goesOn);
    }

    /**
     * What goes out, and what it is for.
     *
     * @param asked for the log
     * @param response to be closed when it has gone out
     * @param hasBody whether its body goes out, too
     * @param goesOn whether another request may follow
     */
    private record Answer(String asked, Response response, boolean hasBody, boolean goesOn) implements Closeable {
        Payload payload() throws IOException {
            return hasBody ? response.whole() : response.head();
        }

        @Override
        public void close() throws IOException {
            response.close();
        }
    }

    private Response answer(Request request, RequestBody body) {
        try {
            return site.answer(request, body);
        } catch (Refusal refusal) {
            return request.wantsPage() ? Response.page(refusal.status()) : Response.of(refusal.status());
        } catch (IOException | RuntimeException e) {
            LOG.error("No answer to {} {}", request.method(), request.target(), e);
            return Response.of(HttpStatus.SC_INTERNAL_SERVER_ERROR);
        }
    }

    private boolean send(Answer answer) {
        try {
            TransferResult sent = ZeroCopyTransfer.send(answer.payload(), channel, sendBuffer.options());
            log.sent(answer.asked(), answer.response(), sent);
            sendBuffer.sent(sent.bytes(), sent.elapsed());
            return true;
        } catch (IOException e) {
            log.failed(answer.asked(), answer.response(), e);
            return false;
        }
    }

    /** If it is idle. What has come is still answered, and then there is nothing more to read. */
    @Override
    public void leave() {
        if (watch.sendAway()) {
            end(SocketChannel::shutdownInput);
        }
    }

    @Override
    public long idleNanos() {
        return watch.idleNanos();
    }

    /** Not a close: before JDK 22 that neither ends a send nor is safe under it. */
    @Override
    public void abort() {
        end(SocketChannel::shutdownOutput);
        end(SocketChannel::shutdownInput);
    }

    private void end(Ending ending) {
        try {
            ending.end(channel);
        } catch (IOException e) {
            LOG.debug("It has left by itself", e);
        }
    }

    @FunctionalInterface
    private interface Ending {
        SocketChannel end(SocketChannel channel) throws IOException;
    }
}
