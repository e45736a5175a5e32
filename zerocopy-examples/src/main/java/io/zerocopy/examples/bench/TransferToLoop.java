package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

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

    public static void send(FileChannel file, WritableByteChannel target) throws IOException {
        send(file, 0, file.size(), target);
    }
}
