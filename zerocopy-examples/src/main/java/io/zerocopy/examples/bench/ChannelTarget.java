package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole file to a SocketChannel: both let the kernel do it, so the library can only lose. */
final class ChannelTarget {
    private ChannelTarget() {}

    static Scenario scenario(Path file) throws IOException {
        return new BulkSend(
                "file to SocketChannel",
                Files.size(file),
                WholeFile.byTransferTo(file),
                WholeFile.byZeroCopyTransfer(file),
                List.of(Goal.timeAtLeast(0.95), Goal.cpuAtMost(1.05)));
    }
}
