package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/**
 * One side, once, on a connection of its own. Connecting is not timed; from the first call to the peer's answer
 * everything is.
 *
 * @param peer who receives
 * @param job what the peer does
 * @param sends how many transfers it is
 * @param bytes how many they move
 */
public record Round(InetSocketAddress peer, Job job, double sends, long bytes) {
    public Round(InetSocketAddress peer, Job job, long bytes) {
        this(peer, job, 1, bytes);
    }

    /** For those who take turns: each side in rounds like this. */
    public List<Timed<Sample>> of(List<Side> sides) {
        return sides.stream().map(this::of).toList();
    }

    public Timed<Sample> of(Side side) {
        return () -> run(side);
    }

    /** Runs it, and fails when the peer has not counted every byte. */
    public Sample run(Side side) throws IOException {
        try (Socket socket = Peer.connect(peer, job, side.wire())) {
            Meter meter = Meter.start();
            side.work().run(socket);
            byte[] answer = Peer.finish(socket);
            Sample sample = meter.read(sends, bytes);
            if (!Arrays.equals(answer, Job.countAnswer(job.kind() == Job.Kind.IDLE ? 0 : bytes))) {
                throw new IOException(side.name() + ": the peer has not counted " + bytes + " bytes");
            }
            return sample;
        }
    }
}
