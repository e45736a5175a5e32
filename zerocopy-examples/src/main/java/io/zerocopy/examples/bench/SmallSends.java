package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Many small sends on one connection: what the library adds to a call shows here.
 *
 * @param name for the table
 * @param sendBytes of one send
 * @param nagle whether TCP may gather them
 * @param sends a round
 * @param byHand one send without the library
 * @param library the same with it
 * @param goals to reach
 */
record SmallSends(
        String name, int sendBytes, Nagle nagle, long sends, OneSend byHand, OneSend library, List<Goal> goals)
        implements Scenario {
    static final int KIB = 1024;

    /** The ranges repeat after 4 MiB. */
    private static final long DISTINCT = 1024;

    /** One of many. */
    @FunctionalInterface
    interface OneSend {
        void send(long index, SocketChannel channel) throws IOException;
    }

    /** 4 KiB of an open file, large enough that they are not always the same bytes. */
    static SmallSends ofOpenFile(String name, FileChannel file, Nagle nagle, long sends, List<Goal> goals) {
        int bytes = 4 * KIB;
        return new SmallSends(
                name,
                bytes,
                nagle,
                sends,
                (index, channel) -> TransferToLoop.send(file, index % DISTINCT * bytes, bytes, channel),
                (index, channel) -> ZeroCopyTransfer.send(file, index % DISTINCT * bytes, bytes, channel),
                goals);
    }

    @Override
    public Job job() {
        return Job.DISCARD;
    }

    @Override
    public long bytes() {
        return sends * sendBytes;
    }

    @Override
    public Side baseline() {
        return sending("by hand", byHand);
    }

    @Override
    public Side ours() {
        return sending("ZeroCopyTransfer", library);
    }

    private Side sending(String sideName, OneSend send) {
        return Side.overChannel(sideName, channel -> {
            nagle.applyTo(channel);
            for (long i = 0; i < sends; i++) {
                send.send(i, channel);
            }
        });
    }
}
