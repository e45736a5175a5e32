package io.zerocopy.examples.serve;

import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.HttpVersion;

/**
 * Where the body of a request ends. Whatever two parsers could see differently is refused: both fields at once, one of
 * them twice, a length with a sign.
 *
 * @param kind how the end is told
 * @param bytes the length; 0 unless the kind is LENGTH
 */
record Framing(Kind kind, long bytes) {
    /** Eighteen digits always fit into a long. */
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    enum Kind {
        NONE,
        LENGTH,
        CHUNKED
    }

    static Framing of(HttpRequest head) throws Refusal {
        Header[] codings = head.getHeaders(HttpHeaders.TRANSFER_ENCODING);
        Header[] lengths = head.getHeaders(HttpHeaders.CONTENT_LENGTH);
        if (codings.length + lengths.length > 1) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a body framed twice");
        }
        if (codings.length == 1) {
            return chunked(head, codings[0].getValue());
        }
        if (lengths.length == 0) {
            return new Framing(Kind.NONE, 0);
        }
        if (!LENGTH.matcher(lengths[0].getValue()).matches()) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a length that is no number");
        }
        return new Framing(Kind.LENGTH, Long.parseLong(lengths[0].getValue()));
    }

    private static Framing chunked(HttpRequest head, String coding) throws Refusal {
        if (head.getVersion().lessEquals(HttpVersion.HTTP_1_0)) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a transfer coding in HTTP/1.0");
        }
        if (!coding.equalsIgnoreCase("chunked")) {
            throw new Refusal(HttpStatus.SC_NOT_IMPLEMENTED, "a transfer coding not known here");
        }
        return new Framing(Kind.CHUNKED, 0);
    }

    boolean isEmpty() {
        return kind != Kind.CHUNKED && bytes == 0;
    }
}
