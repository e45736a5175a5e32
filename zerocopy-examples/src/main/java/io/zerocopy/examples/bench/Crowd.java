package io.zerocopy.examples.bench;

import com.google.common.io.Closer;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Many connections at once, or one, on each of which the peer asks again and again. Connecting is not timed.
 *
 * @param peer who asks
 * @param connections how many
 * @param responseBytes bytes of one response
 * @param responses on each connection
 * @param cpu whose CPU counts: see {@link Meter}
 */
record Crowd(SocketAddress peer, int connections, long responseBytes, int responses, LongSupplier cpu) {
    /** How the connections are served. */
    @FunctionalInterface
    interface Service {
        /** Answers so many requests on each connection. */
        void serve(List<SocketChannel> connections, int responses) throws IOException;
    }

    /** For those who take turns: each service in rounds like this. */
    List<Contender> servedBy(Map<String, Service> services) {
        List<Contender> contenders = new ArrayList<>();
        services.forEach((name, service) -> contenders.add(new Contender(name, Role.PEER, () -> run(service))));
        return contenders;
    }

    Sample run(Service service) throws IOException {
        try (Closer closer = Closer.create()) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = Peer.connect(peer, Job.request(responseBytes, responses));
                channels.add(closer.register(channel));
                if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
            }
            return round(service, channels);
        }
    }

    private Sample round(Service service, List<SocketChannel> channels) throws IOException {
        Meter meter = Meter.start(cpu);
        for (SocketChannel channel : channels) {
            channel.write(ByteBuffer.allocate(1));
        }
        service.serve(channels, responses);
        LongBuffer answers = LongBuffer.allocate(connections * responses);
        for (SocketChannel channel : channels) {
            answers.put(ByteBuffer.wrap(Peer.finish(channel)).asLongBuffer());
        }
        Sample sample = meter.read((double) connections * responses, responseBytes * connections * responses);
        if (answers.hasRemaining()) {
            throw new IOException(answers.remaining() + " responses have not arrived");
        }
        double[] nanos = Arrays.stream(answers.array()).asDoubleStream().toArray();
        return sample.withWaits(Statistics.median(nanos), Statistics.percentile(99, nanos));
    }
}
