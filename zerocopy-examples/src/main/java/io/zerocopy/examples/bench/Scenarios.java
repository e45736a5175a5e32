package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** All scenarios, in the order of the table. */
public enum Scenarios {
    /** As long as it takes to trust the figures. */
    FULL(256, 20_000, 10_000, 500, 20),
    /** To see that it works; the figures are worth little. */
    QUICK(16, 1_000, 500, 20, 10);

    private static final int KIB = 1024;
    private static final int MIB = 1024 * 1024;

    private final long fileMib;
    private final int smallSends;
    private final int responses;
    private final int largeResponses;
    private final int delayedResponses;

    Scenarios(long fileMib, int smallSends, int responses, int largeResponses, int delayedResponses) {
        this.fileMib = fileMib;
        this.smallSends = smallSends;
        this.responses = responses;
        this.largeResponses = largeResponses;
        this.delayedResponses = delayedResponses;
    }

    /** How much they write at once, and some more. */
    public long scratchBytes() {
        return 8 * fileBytes();
    }

    /** How large a file they want. */
    public long fileBytes() {
        return fileMib * MIB;
    }

    /**
     * All of them.
     *
     * @param path of a file of that size
     * @param file the same, open
     * @param scratch where files may be written
     */
    public List<Scenario> on(Path path, FileChannel file, ScratchFolder scratch) throws IOException {
        return List.of(
                // Many small ones first: the loop of a large send has few turns, and would be timed interpreted.
                SmallSends.ofOpenFile(
                        "4 KiB of an open FileChannel",
                        file,
                        Nagle.OFF,
                        smallSends,
                        List.of(Goal.timeAtLeast(0.95), Goal.allocatedAtMost(200))),
                // Gathered by TCP a send costs little, and what the library adds to it shows most. No goal: see it.
                SmallSends.ofOpenFile("4 KiB, gathered by TCP", file, Nagle.ON, smallSends, List.of()),
                ChannelTarget.scenario(path),
                WrapperTarget.scenario(path),
                StreamTarget.scenario(path),
                EventLoop.scenario(path),
                new FramedResponse(
                        "200 bytes + 16 KiB, kept alive",
                        file,
                        16 * KIB,
                        Nagle.OFF,
                        responses,
                        List.of(Goal.segmentsAtMost(1), Goal.machineCpuAtMost(0.9))),
                new FramedResponse(
                        "200 bytes + 16 KiB, without TCP_NODELAY",
                        file,
                        16 * KIB,
                        Nagle.ON,
                        delayedResponses,
                        List.of(Goal.timeAtLeast(50))),
                new FramedResponse(
                        "200 bytes + 1 MiB, kept alive",
                        file,
                        MIB,
                        Nagle.OFF,
                        largeResponses,
                        List.of(Goal.timeAtLeast(0.95))),
                new NettyRegions("Netty: 200 bytes + 1 MiB, kept alive", path, MIB, largeResponses),
                new NettyRegions("Netty: 200 bytes + file", path, fileBytes(), 1),
                IntoFile.open(path, scratch),
                IntoFile.replaced(path, scratch),
                RelayLoops.overHeap(path),
                RelayLoops.overDirectBuffer(path),
                FileCopy.scenario(path, scratch));
    }
}
