package io.zerocopy.examples.serve;

import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.LineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Parses lines that are as RFC 9112 has them, and no others. The library's own parser is lenient with white space and
 * control characters, and what two parsers read differently is how requests are smuggled.
 */
final class StrictLines implements LineParser {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST = Pattern.compile(TOKEN + " [\\x21-\\x7e]+ HTTP/\\d\\.\\d");
    private static final Pattern FIELD = Pattern.compile(TOKEN + ":[\\t\\x20-\\x7e\\x80-\\xff]*");

    private boolean hasRequestLine;

    /** Whether the request line was read, right or wrong: what comes after it is too large, else the line is. */
    boolean hasRequestLine() {
        return hasRequestLine;
    }

    static boolean isField(CharSequence line) {
        return FIELD.matcher(line).matches();
    }

    @Override
    public RequestLine parseRequestLine(CharArrayBuffer line) throws ParseException {
        hasRequestLine = true;
        require(REQUEST, line);
        return BasicLineParser.INSTANCE.parseRequestLine(line);
    }

    @Override
    public StatusLine parseStatusLine(CharArrayBuffer line) throws ParseException {
        throw new ParseException("a request has no status line");
    }

    @Override
    public Header parseHeader(CharArrayBuffer line) throws ParseException {
        require(FIELD, line);
        return BasicLineParser.INSTANCE.parseHeader(line);
    }

    private static void require(Pattern pattern, CharArrayBuffer line) throws ParseException {
        if (!pattern.matcher(line).matches()) {
            throw new ParseException("a line that is not of HTTP/1.1");
        }
    }
}
