package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * From file to file, instead of one that is there: nothing goes to the peer.
 *
 * @param bytes of the file
 * @param baseline Files.copy
 * @param ours the library
 */
record FileCopy(long bytes, Side baseline, Side ours) implements Scenario {
    static Scenario scenario(Path content, ScratchFolder scratch) throws IOException {
        Path source = scratch.file("source");
        Path target = scratch.file("copy");
        // Both ends in there: writing to a disk goes on after a round has ended.
        Files.copy(content, source);
        return new FileCopy(
                Files.size(source),
                new Side(
                        "Files.copy",
                        Side.Wire.CHANNEL,
                        socket -> Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING)),
                new Side("ZeroCopyTransfer", Side.Wire.CHANNEL, socket -> ZeroCopyTransfer.copy(source, target)));
    }

    @Override
    public String name() {
        return "file to file";
    }

    @Override
    public Job job() {
        return Job.DISCARD;
    }

    @Override
    public long peerBytes() {
        return 0;
    }

    @Override
    public long sends() {
        return 1;
    }

    /** Since JDK 21 both ask for copy_file_range; before, Files.copy asks for sendfile, which the library must not. */
    @Override
    public List<Goal> goals() {
        return List.of(Goal.timeAtLeast(Runtime.version().feature() < 21 ? 0.9 : 0.95));
    }
}
