package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.Acceptor;
import io.zerocopy.examples.net.Client;
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

    private final SocketChannel channel;
    private final Site site;
    private final TransferOptions options;
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
        this.site = site;
        this.options = options;
        this.acceptor = acceptor;
        this.reader = new RequestReader(channel.socket(), limits);
        this.log = new AccessLog(channel.getRemoteAddress());
        this.watch = idleTimer.watch(this::leave);
    }

    @Override
    public void run() {
        try (channel;
                watch) {
            while (awaitRequest() && exchange()) {
                // The next one.
            }
            channel.shutdownOutput();
            reader.drain(FAREWELL);
        } catch (IOException e) {
            LOG.debug("A connection broke", e);
        }
    }

    private boolean awaitRequest() throws IOException {
        watch.beginIdle();
        boolean hasCome = !acceptor.isClosing() && reader.awaitRequest();
        watch.endIdle();
        return hasCome;
    }

    /** Answers one request; true when another one may follow. */
    private boolean exchange() throws IOException {
        Request request;
        try {
            request = reader.read();
        } catch (Refusal refusal) {
            // Where the next request would begin is not known.
            Response response = Response.of(refusal.status()).with(HttpHeaders.CONNECTION, "close");
            send("(" + refusal.reason() + ")", response, response.whole());
            return false;
        }
        RequestBody body = reader.body(request, channel);
        try (Response response = answer(request, body)) {
            boolean goesOn = request.keepsAlive() && body.isConsumed() && !acceptor.wantsLeavers();
            response.with(HttpHeaders.CONNECTION, goesOn ? "keep-alive" : "close");
            Payload payload = request.method().equals("HEAD") ? response.head() : response.whole();
            return send(request.method() + " " + request.target(), response, payload) && goesOn;
        }
    }

    private Response answer(Request request, RequestBody body) {
        try {
            return site.answer(request, body);
        } catch (Refusal refusal) {
            return Response.of(refusal.status());
        } catch (IOException | RuntimeException e) {
            LOG.error("No answer to {} {}", request.method(), request.target(), e);
            return Response.of(HttpStatus.SC_INTERNAL_SERVER_ERROR);
        }
    }

    private boolean send(String asked, Response response, Payload payload) {
        try {
            log.sent(asked, response, ZeroCopyTransfer.send(payload, channel, options));
            return true;
        } catch (IOException e) {
            log.failed(asked, response, e);
            return false;
        }
    }

    /** If it is idle. What has come is still answered, and then there is nothing more to read. */
    @Override
    public void leave() {
        if (watch.isIdle()) {
            end(SocketChannel::shutdownInput);
        }
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
