package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole file to the stream of a java.net.Socket: both copy through the heap on every JDK. */
final class StreamTarget {
    private StreamTarget() {}

    static Scenario scenario(Path file) throws IOException {
        Side copy = new Side("Files.copy", Side.Wire.SOCKET, socket -> Files.copy(file, socket.getOutputStream()));
        Side library = new Side(
                "ZeroCopyTransfer", Side.Wire.SOCKET, socket -> ZeroCopyTransfer.send(file, socket.getOutputStream()));
        return new BulkSend("file to the stream of a Socket", Files.size(file), copy, library, goals());
    }

    /** JDK 18 copies by larger steps than 17: there the library need not win. */
    private static List<Goal> goals() {
        return Runtime.version().feature() < 18
                ? List.of(Goal.timeAtLeast(1.3), Goal.cpuAtMost(0.7))
                : List.of(Goal.timeAtLeast(1));
    }
}
