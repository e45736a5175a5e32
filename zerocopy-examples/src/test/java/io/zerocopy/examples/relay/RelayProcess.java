package io.zerocopy.examples.relay;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.SampledProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A {@link TcpRelay} in a JVM of its own. It counts the CPU time of its loops and its door, in nanoseconds since they
 * began.
 */
final class RelayProcess {
    private RelayProcess() {}

    static SampledProcess to(int port) throws IOException {
        return SampledProcess.start(RelayProcess.class, List.of("-Xmx128m"), port);
    }

    private static long loopCpuNanos() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("relay-")
                        || thread.getName().equals(SampledProcess.DOOR))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }

    public static void main(String[] arguments) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        TcpRelay relay = new TcpRelay(
                new InetSocketAddress(here, 0),
                new InetSocketAddress(here, Integer.parseInt(arguments[0])),
                TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMinutes(10)),
                RelayLimits.DEFAULTS);
        SampledProcess.serve(relay, relay.address().getPort(), relay::clients, RelayProcess::loopCpuNanos);
    }
}
