package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** What one writes by hand where nothing goes wrong: transferTo until all is sent. */
public final class TransferToLoop {
    private TransferToLoop() {}

    public static void send(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        long end = position + count;
        long sent = position;
        while (sent < end) {
            sent += file.transferTo(sent, end - sent, target);
        }
    }

    /** open, size, transferTo, close. */
    public static void send(Path path, WritableByteChannel target) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            send(file, 0, file.size(), target);
        }
    }
}
