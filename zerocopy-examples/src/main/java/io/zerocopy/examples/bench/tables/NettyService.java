package io.zerocopy.examples.bench.tables;

import io.netty.channel.DefaultFileRegion;
import io.zerocopy.examples.bench.NettyAnswering;
import io.zerocopy.examples.bench.NettyLoop;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One event loop of Netty's NIO transport for all connections, which answers with its own region.
 *
 * @param file that is sent
 */
record NettyService(Path file) implements Crowd.Service {
    @Override
    public void serve(List<SocketChannel> connections, int responses) throws IOException {
        NettyAnswering answering = new NettyAnswering(
                channel -> channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, Files.size(file))));
        try (NettyLoop loop = NettyLoop.nio()) {
            for (SocketChannel channel : connections) {
                loop.add(channel, answering.handlers());
            }
            while (answering.answered() < (long) connections.size() * responses) {
                loop.turn();
            }
        }
    }
}
