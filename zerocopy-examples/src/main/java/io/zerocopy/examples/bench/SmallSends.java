package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Many sends of 4 KiB from one open file: what the library adds to a call shows here.
 *
 * @param file large enough that they are not always the same bytes
 * @param sends a round
 */
record SmallSends(FileChannel file, long sends) implements Scenario {
    private static final int SEND_BYTES = 4096;

    /** The ranges repeat after 4 MiB. */
    private static final long DISTINCT = 1024;

    @Override
    public String name() {
        return "4 KiB of an open FileChannel";
    }

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
        return Side.overChannel("transferTo", channel -> {
            for (long i = 0; i < sends; i++) {
                TransferToLoop.send(file, i % DISTINCT * SEND_BYTES, SEND_BYTES, channel);
            }
        });
    }

    @Override
    public Side ours() {
        return Side.overChannel("ZeroCopyTransfer", channel -> {
            for (long i = 0; i < sends; i++) {
                ZeroCopyTransfer.send(file, i % DISTINCT * SEND_BYTES, SEND_BYTES, channel);
            }
        });
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.timeAtLeast(0.95), Goal.allocatedAtMost(200));
    }
}
