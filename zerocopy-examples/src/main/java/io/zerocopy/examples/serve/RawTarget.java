package io.zerocopy.examples.serve;

import java.net.URI;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** Keeps the target of a request as it was sent: the library's own factory repairs what is better refused. */
public final class RawTarget implements HttpRequestFactory<ClassicHttpRequest> {
    /** For a parser of HttpCore. */
    public static final RawTarget INSTANCE = new RawTarget();

    private RawTarget() {}

    @Override
    public ClassicHttpRequest newHttpRequest(String method, String target) {
        return new BasicClassicHttpRequest(method, null, null, target);
    }

    @Override
    public ClassicHttpRequest newHttpRequest(String method, URI target) {
        return newHttpRequest(method, target.toString());
    }
}
