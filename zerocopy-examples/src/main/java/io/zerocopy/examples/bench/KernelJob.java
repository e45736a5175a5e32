package io.zerocopy.examples.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.ZeroCopyTransfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process does that {@link KernelTable} measures. */
enum KernelJob {
    RELAY {
        @Override
        Sample run(SocketAddress peer, long bytes, Job giving, Path file) throws IOException {
            Round round = new Round((InetSocketAddress) peer, Job.DISCARD, 1, bytes);
            return round.run(OtherRoads.relayedByLibrary(giving, bytes));
        }
    },
    RECEIVE {
        @Override
        Sample run(SocketAddress peer, long bytes, Job giving, Path file) throws IOException {
            Round round = new Round((InetSocketAddress) peer, giving, 1, bytes);
            Sample sample = round.run(
                    Side.overChannel(Contest.LIBRARY, source -> ZeroCopyTransfer.receive(source, file, bytes)));
            Files.delete(file);
            return sample;
        }
    },
    SPLICE_TO {
        @Override
        Sample run(SocketAddress peer, long bytes, Job giving, Path file) throws IOException {
            return NettyEpoll.relay((InetSocketAddress) peer, giving, bytes);
        }
    },
    MESSAGES {
        @Override
        Sample run(SocketAddress peer, long bytes, Job asking, Path file) throws IOException {
            Crowd crowd = new Crowd(peer, 1, Job.REQUEST_BYTES, asking.times(), Meter.THREAD);
            return crowd.run((channels, messages) -> {
                SocketChannel channel = channels.get(0);
                ZeroCopyTransfer.relay(channel, channel, (long) messages * Job.REQUEST_BYTES);
            });
        }
    };

    abstract Sample run(SocketAddress peer, long bytes, Job job, Path file) throws IOException;

    /**
     * For each line on standard input makes one transfer, and answers with what it has cost.
     *
     * @param arguments which; the peer's port or the name of its Unix-domain socket; how many bytes; what the peer
     *     does; a file to write
     */
    public static void main(String[] arguments) throws IOException {
        KernelJob kind = valueOf(arguments[0]);
        SocketAddress peer = arguments[1].startsWith("/")
                ? UnixDomainSocketAddress.of(arguments[1])
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        Job job = Job.parse(arguments[3]);
        Path file = Path.of(arguments[arguments.length - 1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        while (in.readLine() != null) {
            Sample sample = kind.run(peer, Long.parseLong(arguments[2]), job, file);
            System.out.println(
                    sample.wallNanos() + " " + sample.cpuNanos() + " " + sample.p50Nanos() + " " + sample.p99Nanos());
        }
        System.exit(0);
    }
}
