package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import java.io.IOException;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends a payload as the body of a Spring WebFlux response on Reactor Netty, past WebFlux, whose own
 * ZeroCopyHttpOutputMessage takes one range of a file and drops without a word what is written before it. What WebFlux
 * would still do when it commits the response (its cookies, {@code beforeCommit}) is not done.
 */
final class WebFluxPayload {
    private WebFluxPayload() {}

    /** Fails before anything is sent if a file is not there, or if WebFlux does not run on Reactor Netty. */
    static Mono<Void> send(ServerHttpResponse to, Payload payload) throws IOException {
        if (!(to instanceof AbstractServerHttpResponse wrapper)
                || !(wrapper.getNativeResponse() instanceof HttpServerResponse own)) {
            throw new IOException("not a response on Reactor Netty: " + to);
        }
        to.getHeaders().setContentLength(payload.length());
        to.getHeaders().forEach((name, values) -> own.responseHeaders().set(name, values));
        if (to.getStatusCode() != null) {
            own.status(to.getStatusCode().value());
        }
        return ReactorNettyPayload.send(own, payload);
    }
}
