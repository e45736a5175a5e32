package io.zerocopy.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Many connections at once, on each of which the peer asks again and again. Connecting is not timed.
 *
 * @param peer who asks
 * @param connections how many
 * @param responseBytes bytes of one response
 * @param responses on each connection
 */
record Crowd(InetSocketAddress peer, int connections, long responseBytes, int responses) {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** How the connections are served. */
    @FunctionalInterface
    interface Service {
        /** Answers so many requests on each connection. */
        void serve(List<SocketChannel> connections, int responses) throws IOException;
    }

    Timed<Sample> servedBy(Service service) {
        Job job = Job.timed(responseBytes, responses);
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

    private Sample round(Service service, List<Socket> sockets) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        for (Socket socket : sockets) {
            SocketChannel channel = Objects.requireNonNull(socket.getChannel());
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channels.add(channel);
        }
        long machineNanos = MachineCpu.busyNanos();
        long cpuNanos = PROCESS.getProcessCpuTime();
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
        cpuNanos = PROCESS.getProcessCpuTime() - cpuNanos;
        machineNanos = MachineCpu.busyNanos() - machineNanos;
        if (answers.hasRemaining()) {
            throw new IOException(answers.remaining() + " responses have not arrived");
        }
        double[] responseNanos = new double[connections * responses];
        for (int i = 0; i < responseNanos.length; i++) {
            responseNanos[i] = answers.get(i);
        }
        return new Sample(
                (double) connections * responses,
                responseBytes * connections * responses,
                wallNanos,
                cpuNanos,
                machineNanos,
                0,
                Statistics.quantile(responseNanos, 0.5),
                Statistics.quantile(responseNanos, 0.99));
    }
}
