package io.zerocopy.examples.bench;

import java.util.List;

/**
 * One large send a round, to a peer that throws it away.
 *
 * @param name for the table
 * @param bytes of the file
 * @param baseline without the library
 * @param ours with it
 * @param goals to reach
 */
record BulkSend(String name, long bytes, Side baseline, Side ours, List<Goal> goals) implements Scenario {
    @Override
    public Job job() {
        return Job.DISCARD;
    }

    @Override
    public long sends() {
        return 1;
    }
}
