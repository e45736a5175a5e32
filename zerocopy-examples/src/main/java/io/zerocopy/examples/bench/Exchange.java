package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Contest.Contender;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.apache.commons.io.function.IOConsumer;

/**
 * A connection on which the peer asks again and again, and the calling thread answers. Connecting is not timed.
 *
 * @param peer who asks
 * @param responseBytes bytes of one response
 * @param responses how many
 */
record Exchange(InetSocketAddress peer, long responseBytes, int responses) {
    /** For those who take turns: one way to answer a request. */
    Contender answeredBy(String name, IOConsumer<SocketChannel> answer) {
        return new Contender(
                name,
                () -> run(channel -> {
                    ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
                    for (int i = 0; i < responses; i++) {
                        request.clear();
                        while (request.hasRemaining()) {
                            if (channel.read(request) < 0) {
                                throw new EOFException("the peer has gone after " + i + " responses");
                            }
                        }
                        answer.accept(channel);
                    }
                }));
    }

    /** Runs it with somebody who takes all requests and answers them. */
    Sample run(IOConsumer<SocketChannel> work) throws IOException {
        try (SocketChannel channel = Peer.connect(peer, Job.request(responseBytes, responses))) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Meter meter = Meter.start();
            channel.write(ByteBuffer.wrap(new byte[] {Job.GO}));
            work.accept(channel);
            LongBuffer nanos = ByteBuffer.wrap(Peer.finish(channel)).asLongBuffer();
            Sample sample = meter.read(responses, responseBytes * responses);
            if (nanos.remaining() != responses) {
                throw new IOException(nanos.remaining() + " of " + responses + " responses have arrived");
            }
            long[] waits = new long[responses];
            nanos.get(waits);
            return sample.withWaits(Arrays.stream(waits).asDoubleStream().toArray());
        }
    }
}
