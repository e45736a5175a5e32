package io.zerocopy.examples.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
 * @param bytes how many it must have received at the end
 */
public record Round(InetSocketAddress peer, Job job, long bytes) {
    /** The one with allocated bytes: that of OpenJDK. */
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

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
            long machineNanos = MachineCpu.busyNanos();
            long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes();
            long cpuNanos = THREADS.getCurrentThreadCpuTime();
            long startNanos = System.nanoTime();
            side.work().run(socket);
            byte[] answer = Peer.finish(socket);
            long wallNanos = System.nanoTime() - startNanos;
            cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuNanos;
            allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - allocatedBytes;
            machineNanos = MachineCpu.busyNanos() - machineNanos;
            if (!Arrays.equals(answer, Job.countAnswer(bytes))) {
                throw new IOException(side.name() + ": the peer has not counted " + bytes + " bytes");
            }
            return new Sample(wallNanos, cpuNanos, machineNanos, allocatedBytes);
        }
    }
}
