package io.zerocopy.examples.serve;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/** The head of a request that HTTP/1.1 allows. */
final class Request {
    /** What decides about the answer with a file. */
    private static final List<String> OF_FILES = List.of(
            HttpHeaders.RANGE,
            HttpHeaders.IF_RANGE,
            HttpHeaders.IF_MATCH,
            HttpHeaders.IF_NONE_MATCH,
            HttpHeaders.IF_MODIFIED_SINCE,
            HttpHeaders.IF_UNMODIFIED_SINCE);

    private final HttpRequest head;
    private final Framing framing;
    private final String host;

    private Request(HttpRequest head, Framing framing, String host) {
        this.head = head;
        this.framing = framing;
        this.host = host;
    }

    static Request of(HttpRequest head) throws Refusal {
        if (head.getVersion().getMajor() != 1) {
            throw new Refusal(HttpStatus.SC_HTTP_VERSION_NOT_SUPPORTED, "a version that is not HTTP/1");
        }
        return new Request(head, Framing.of(head), host(head));
    }

    /** One that another server has read: what it has to do with who asks whom is settled. */
    static Request read(String method, String target, Function<String, @Nullable String> field) {
        HttpRequest head = RawTarget.INSTANCE.newHttpRequest(method, target);
        for (String name : OF_FILES) {
            String value = field.apply(name);
            if (value != null) {
                head.addHeader(name, value);
            }
        }
        return new Request(head, new Framing(Framing.Kind.NONE, 0), "");
    }

    private static String host(HttpRequest head) throws Refusal {
        Header[] hosts = head.getHeaders(HttpHeaders.HOST);
        boolean mayLack = head.getVersion().lessEquals(HttpVersion.HTTP_1_0);
        if (hosts.length > 1 || (hosts.length == 0 && !mayLack)) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "not one Host");
        }
        return hosts.length == 0 ? "" : Authority.host(hosts[0].getValue());
    }

    /** Whom it is for, without ports: its Host, and that of an absolute target; nobody where the client knows none. */
    List<String> hosts() throws Refusal {
        return Stream.concat(Stream.of(host), Authority.hostOf(target()).stream())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    String method() {
        return head.getMethod();
    }

    /** What is asked for, as it was sent: visible ASCII characters only. */
    String target() {
        return head.getPath();
    }

    /** Whether it comes from a browser that would show what comes back, not from curl or a script. */
    boolean wantsPage() {
        return !method().equals("PUT")
                && field(HttpHeaders.ACCEPT)
                        .filter(types -> types.contains("text/html"))
                        .isPresent();
    }

    Framing framing() {
        return framing;
    }

    /** The value of a field; of one that was sent several times, all of them as one list. */
    Optional<String> field(String name) {
        Header[] lines = head.getHeaders(name);
        return lines.length == 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(lines).map(Header::getValue).collect(Collectors.joining(", ")));
    }

    boolean isOfHttp10() {
        return head.getVersion().lessEquals(HttpVersion.HTTP_1_0);
    }

    /** Whether the client wants to go on after the answer. */
    boolean keepsAlive() {
        boolean keep = !isOfHttp10();
        Iterator<String> tokens = MessageSupport.iterateTokens(head, HttpHeaders.CONNECTION);
        while (tokens.hasNext()) {
            String token = tokens.next();
            if (token.equalsIgnoreCase("close")) {
                return false;
            }
            keep |= token.equalsIgnoreCase("keep-alive");
        }
        return keep;
    }
}
