package io.zerocopy.examples.serve;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpStatus;

/**
 * By which names clients may call this server. One that listens on this machine alone trusts whoever is on it, and so
 * does a browser there: a page from elsewhere whose name has been made to lead to 127.0.0.1 (DNS rebinding) could read
 * all that is served, if the Host that it asks for were not looked at.
 */
@FunctionalInterface
interface OwnNames {
    /** Who listens for others is known by names that are not known here. */
    OwnNames ANY = name -> true;

    /** A name that no server outside of this machine can have. */
    Pattern OF_THIS_MACHINE =
            Pattern.compile("localhost\\.?|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|\\[0(?::0){6}:1]");

    /** Those that lead to an address. */
    static OwnNames of(InetAddress address) {
        return address.isLoopbackAddress()
                ? name -> OF_THIS_MACHINE.matcher(name).matches()
                : ANY;
    }

    boolean include(String name);

    /** Refuses a request for somebody else. */
    default void require(List<String> hosts) throws Refusal {
        for (String host : hosts) {
            if (!include(host.toLowerCase(Locale.ROOT))) {
                throw new Refusal(HttpStatus.SC_MISDIRECTED_REQUEST, "a host that is not this machine");
            }
        }
    }
}
