package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many TCP segments with data a connection has sent, by the kernel's own count (tcpi_data_segs_out), which ss
 * prints.
 */
final class Segments {
    private static final Pattern COUNT = Pattern.compile("data_segs_out:(\\d+)");

    private Segments() {}

    /** Segments a send, from one round that is not timed; not a number where there is no ss, or nothing to count. */
    static double perSend(Scenario scenario, Side side, InetSocketAddress peer) throws IOException {
        // What a socket has accepted may not be sent yet. Only a peer that asks again is known to have it all.
        if (scenario.job().kind() != Job.Kind.REQUEST || !Program.isInstalled("ss")) {
            return Double.NaN;
        }
        try (Socket socket = Peer.connect(peer, scenario.job(), side.wire())) {
            long before = sentBy(socket);
            side.work().run(socket);
            long after = sentBy(socket);
            Peer.finish(socket);
            return (double) (after - before) / scenario.sends();
        }
    }

    private static long sentBy(Socket socket) throws IOException {
        Process ss = new ProcessBuilder("ss", "-tinH", "sport = :" + socket.getLocalPort()).start();
        String text = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = COUNT.matcher(text);
        if (!matcher.find()) {
            throw new IOException("ss does not tell segments: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
