package io.zerocopy.examples.bench;

import io.zerocopy.examples.bench.Contest.Contender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/**
 * One side, once, on a connection of its own. Connecting is not timed; from the first call to the peer's answer
 * everything is.
 *
 * @param peer who receives, or sends
 * @param job what the peer does
 * @param sends how many transfers it is
 * @param bytes how many they move
 */
public record Round(InetSocketAddress peer, Job job, double sends, long bytes) {
    /** For those who take turns: each side in rounds like this. */
    public List<Contender> of(List<Side> sides) {
        return sides.stream()
                .map(side -> new Contender(side.name(), () -> run(side)))
                .toList();
    }

    /** Runs it, and fails when the peer has not counted every byte. */
    Sample run(Side side) throws IOException {
        try (Socket socket = Peer.connect(peer, job, side.wire())) {
            Meter meter = Meter.start();
            if (job.kind().waits()) {
                socket.getOutputStream().write(Job.GO);
            }
            side.work().accept(socket);
            byte[] answer = Peer.finish(socket);
            Sample sample = meter.read(sends, bytes);
            if (!Arrays.equals(answer, Job.countAnswer(bytes))) {
                throw new IOException(side.name() + ": the peer has not counted " + bytes + " bytes");
            }
            return sample;
        }
    }
}
