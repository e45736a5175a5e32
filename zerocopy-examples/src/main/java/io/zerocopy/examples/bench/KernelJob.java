package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process does that {@link KernelTable} measures. */
enum KernelJob {
    RELAY {
        @Override
        Sample run(InetSocketAddress peer, long bytes, Job giving, Path file) throws IOException {
            return new Round(peer, Job.DISCARD, 1, bytes).run(OtherRoads.relayedByLibrary(giving, bytes));
        }
    },
    RECEIVE {
        @Override
        Sample run(InetSocketAddress peer, long bytes, Job giving, Path file) throws IOException {
            Sample sample = new Round(peer, giving, 1, bytes)
                    .run(Side.overChannel(Contest.LIBRARY, source -> ZeroCopyTransfer.receive(source, file, bytes)));
            Files.delete(file);
            return sample;
        }
    },
    MESSAGES {
        @Override
        Sample run(InetSocketAddress peer, long bytes, Job asking, Path file) throws IOException {
            return new Exchange(peer, asking.bytes(), asking.times())
                    .run(channel -> ZeroCopyTransfer.relay(channel, channel, asking.bytes() * asking.times()));
        }
    };

    abstract Sample run(InetSocketAddress peer, long bytes, Job job, Path file) throws IOException;

    /**
     * For each line on standard input makes one transfer, and answers with what it has cost.
     *
     * @param arguments which; the peer's port; how many bytes; what the peer does; a file to write
     */
    public static void main(String[] arguments) throws IOException {
        KernelJob kind = valueOf(arguments[0]);
        InetSocketAddress peer =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        long bytes = Long.parseLong(arguments[2]);
        Job job = Job.parse(arguments[3]);
        Path file = Path.of(arguments[4]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            Sample sample = kind.run(peer, bytes, job, file);
            System.out.println(
                    sample.wallNanos() + " " + sample.cpuNanos() + " " + sample.p50Nanos() + " " + sample.p99Nanos());
        }
        System.exit(0);
    }
}
