package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Many sends of 4 KiB from one open file: what the library adds to a call shows here.
 *
 * @param name for the table
 * @param file large enough that they are not always the same bytes
 * @param nagle whether TCP may gather them
 * @param sends a round
 * @param goals to reach
 */
record SmallSends(String name, FileChannel file, Nagle nagle, long sends, List<Goal> goals) implements Scenario {
    private static final int SEND_BYTES = 4096;

    /** The ranges repeat after 4 MiB. */
    private static final long DISTINCT = 1024;

    @Override
    public Job job() {
        return Job.DISCARD;
    }

    @Override
    public long bytes() {
        return sends * SEND_BYTES;
    }

    @Override
    public Side baseline() {
        return sending("transferTo", (position, channel) -> TransferToLoop.send(file, position, SEND_BYTES, channel));
    }

    @Override
    public Side ours() {
        return sending(
                "ZeroCopyTransfer", (position, channel) -> ZeroCopyTransfer.send(file, position, SEND_BYTES, channel));
    }

    private Side sending(String sideName, SendAt send) {
        return Side.overChannel(sideName, channel -> {
            nagle.applyTo(channel);
            for (long i = 0; i < sends; i++) {
                send.send(i % DISTINCT * SEND_BYTES, channel);
            }
        });
    }

    @FunctionalInterface
    private interface SendAt {
        void send(long position, SocketChannel channel) throws IOException;
    }
}
