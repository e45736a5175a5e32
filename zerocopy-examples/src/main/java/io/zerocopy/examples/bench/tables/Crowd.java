package io.zerocopy.examples.bench.tables;

import com.sun.management.OperatingSystemMXBean;
import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.MachineCpu;
import io.zerocopy.examples.bench.Peer;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.Timed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Many connections at once, on each of which the peer asks again and again. Connecting is not timed.
 *
 * @param peer who asks
 * @param connections how many
 * @param responseBytes bytes of one response
 * @param responses on each connection
 * @param receiveBufferBytes of the peer's sockets; 0 where the system chooses
 */
record Crowd(InetSocketAddress peer, int connections, long responseBytes, int responses, int receiveBufferBytes) {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** How the connections are served. */
    @FunctionalInterface
    interface Service {
        /** Answers so many requests on each connection. */
        void serve(List<SocketChannel> connections, int responses) throws IOException;
    }

    Timed<CrowdSample> servedBy(Service service) {
        Job job = Job.timed(responseBytes, responses).withReceiveBuffer(receiveBufferBytes);
        return () -> {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < connections; i++) {
                    sockets.add(Peer.connect(peer, job, Side.Wire.CHANNEL));
                }
                return round(service, sockets);
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        };
    }

    private CrowdSample round(Service service, List<Socket> sockets) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        for (Socket socket : sockets) {
            SocketChannel channel = Objects.requireNonNull(socket.getChannel());
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channels.add(channel);
        }
        long machineNanos = MachineCpu.busyNanos();
        long cpuNanos = PROCESS.getProcessCpuTime();
        long threadNanos = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        for (SocketChannel channel : channels) {
            channel.write(ByteBuffer.allocate(1));
        }
        service.serve(channels, responses);
        LongBuffer answers = LongBuffer.allocate(connections * responses);
        for (Socket socket : sockets) {
            answers.put(ByteBuffer.wrap(Peer.finish(socket)).asLongBuffer());
        }
        long wallNanos = System.nanoTime() - begin;
        threadNanos = THREADS.getCurrentThreadCpuTime() - threadNanos;
        cpuNanos = PROCESS.getProcessCpuTime() - cpuNanos;
        machineNanos = MachineCpu.busyNanos() - machineNanos;
        if (answers.hasRemaining()) {
            throw new IOException(answers.remaining() + " responses have not arrived");
        }
        double[] responseNanos = new double[connections * responses];
        for (int i = 0; i < responseNanos.length; i++) {
            responseNanos[i] = answers.get(i);
        }
        return new CrowdSample(
                wallNanos,
                cpuNanos,
                threadNanos,
                machineNanos,
                Statistics.quantile(responseNanos, 0.5),
                Statistics.quantile(responseNanos, 0.99),
                unfairness(responseNanos));
    }

    /** Who asks again at once has all its responses when their times are over. */
    private double unfairness(double[] responseNanos) {
        double fastest = Double.POSITIVE_INFINITY;
        double slowest = 0;
        for (int from = 0; from < responseNanos.length; from += responses) {
            double nanos = Arrays.stream(responseNanos, from, from + responses).sum();
            fastest = Math.min(fastest, nanos);
            slowest = Math.max(slowest, nanos);
        }
        return slowest / fastest;
    }
}
