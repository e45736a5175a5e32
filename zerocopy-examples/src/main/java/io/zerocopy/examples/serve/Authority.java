package io.zerocopy.examples.serve;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpStatus;

/** Whom a request is for: what Host says, and before the path of an absolute target. Without user and password. */
final class Authority {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("((?:[\\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*|\\[[\\w.:]+])(?::\\d{0,5})?");
    private static final Pattern ABSOLUTE = Pattern.compile("^(?i:http)://([^/?#]*)");

    private Authority() {}

    /** The host alone; empty where the client knows none. */
    static String host(String authority) throws Refusal {
        Matcher parts = HOST_AND_PORT.matcher(authority);
        if (!parts.matches()) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a host that is none");
        }
        return parts.group(1);
    }

    /** The host of an absolute target; nothing of a path alone. */
    static Optional<String> hostOf(String target) throws Refusal {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (!absolute.find()) {
            return Optional.empty();
        }
        String host = host(absolute.group(1));
        if (host.isEmpty()) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "an absolute target without a host");
        }
        return Optional.of(host);
    }

    /** What is behind the authority; all of it where there is none. */
    static String pathOf(String target) {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (!absolute.find()) {
            return target;
        }
        String path = target.substring(absolute.end());
        return path.startsWith("/") ? path : "/" + path;
    }
}
