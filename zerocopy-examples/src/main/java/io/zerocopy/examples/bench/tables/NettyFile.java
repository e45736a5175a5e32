package io.zerocopy.examples.bench.tables;

import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.zerocopy.examples.bench.NettyLoop;
import io.zerocopy.examples.bench.Side;
import java.nio.file.Files;
import java.nio.file.Path;

/** A whole file by Netty's NIO transport and its own region. */
final class NettyFile {
    private NettyFile() {}

    /** Several times over one connection, which is registered once. */
    static Side sending(Path file, int times) {
        return Side.overChannel("Netty NIO, DefaultFileRegion", channel -> {
            try (NettyLoop loop = NettyLoop.nio()) {
                Channel connection = loop.add(channel);
                for (int i = 0; i < times; i++) {
                    loop.await(connection.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, Files.size(file))));
                }
            }
        });
    }
}
