package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which congestion control TCP uses here, since it decides whether loopback shows what sendfile gains: bbr, the default
 * of many systems, paces what it sends, also on loopback. And a network of its own for a benchmark, on Linux and where
 * the user may: a loopback interface that nobody else uses, with reno.
 */
public final class Network {
    private static final Path CONGESTION_CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    private static final String SET_UP = "ip link set lo up && echo reno > " + CONGESTION_CONTROL + " && exec \"$@\"";

    private Network() {}

    public static String congestionControl() {
        try {
            return Files.readString(CONGESTION_CONTROL).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** The command that runs this program again, in a network of its own; none where that is not allowed. */
    public static Optional<List<String>> apart(Class<?> mainClass, List<String> arguments) throws IOException {
        if (!Program.isInstalled("unshare") || !Program.isInstalled("ip")) {
            return Optional.empty();
        }
        List<String> command = ChildJvm.command(mainClass, arguments);
        // Root needs no user namespace, and others may have one. Either may be forbidden, so each is tried.
        for (String how : List.of("--net", "--map-root-user --net")) {
            if (Program.succeeds(within(how, List.of("true")))) {
                return Optional.of(within(how, command));
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
