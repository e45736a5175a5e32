package io.zerocopy.examples.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.zerocopy.Payload;
import io.zerocopy.examples.embed.PayloadRegion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A header and a file by Netty's NIO transport, as a server there answers: with Netty's own region, and with this
 * library's. The same pipeline and event loop otherwise; each response opens the file.
 *
 * @param name for the table
 * @param file to send
 * @param bodyBytes how much of it
 * @param responses a round
 */
record NettyRegions(String name, Path file, long bodyBytes, int responses) implements Scenario {
    private static final byte[] HEADER = new byte[200];

    @Override
    public Job job() {
        return Job.request(HEADER.length + bodyBytes, responses);
    }

    @Override
    public long bytes() {
        return (HEADER.length + bodyBytes) * responses;
    }

    @Override
    public long sends() {
        return responses;
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.timeAtLeast(0.95));
    }

    /** The header's own future is not looked at: what fails it fails the region behind it too. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public Side baseline() {
        return answering("DefaultFileRegion", channel -> {
            channel.write(Unpooled.wrappedBuffer(HEADER));
            return channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, bodyBytes));
        });
    }

    @Override
    public Side ours() {
        return answering("PayloadRegion", channel -> {
            Payload response = Payload.builder()
                    .bytes(ByteBuffer.wrap(HEADER))
                    .file(file, 0, bodyBytes)
                    .build();
            return channel.writeAndFlush(new PayloadRegion(response, PayloadRegion.OPTIONS));
        });
    }

    private Side answering(String sideName, NettyAnswering.Answer answer) {
        return Side.overChannel(sideName, channel -> {
            Nagle.OFF.applyTo(channel);
            NettyAnswering answering = new NettyAnswering(answer);
            try (NettyLoop loop = NettyLoop.nio()) {
                loop.add(channel, answering.handlers());
                while (answering.answered() < responses) {
                    loop.turn();
                }
            }
        });
    }
}
