package io.zerocopy.examples.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network of its own for a benchmark, on Linux and where the user may: a loopback interface that nobody else uses,
 * with reno. The default of the system may be bbr, which paces what it sends, also on loopback, where sendfile then
 * gains nothing.
 */
public final class NetworkNamespace {
    private static final String SET_UP =
            "ip link set lo up && echo reno > /proc/sys/net/ipv4/tcp_congestion_control && exec \"$@\"";

    private NetworkNamespace() {}

    /**
     * The command that runs this program again, in there.
     *
     * @param mainClass of this program
     * @param arguments of this program
     * @return the command; none where it is not allowed
     */
    public static Optional<List<String>> command(Class<?> mainClass, List<String> arguments) throws IOException {
        if (!Program.isInstalled("unshare") || !Program.isInstalled("ip")) {
            return Optional.empty();
        }
        // Root needs no user namespace, and others may have one. Either may be forbidden, so each is tried.
        for (String how : List.of("--net", "--map-root-user --net")) {
            if (Program.succeeds(within(how, List.of("true")))) {
                return Optional.of(within(how, ChildJvm.command(mainClass, arguments)));
            }
        }
        return Optional.empty();
    }

    private static List<String> within(String how, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("unshare"));
        whole.addAll(List.of(how.split(" ", -1)));
        whole.addAll(List.of("sh", "-c", SET_UP, "sh"));
        whole.addAll(command);
        return whole;
    }
}
