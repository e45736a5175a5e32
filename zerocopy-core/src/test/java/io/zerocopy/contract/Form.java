package io.zerocopy.contract;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ForeignFileChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** The ways to name a range of a file. */
enum Form {
    PATH {
        @Override
        TransferResult send(Path file, long position, long count, WritableByteChannel target, TransferOptions options)
                throws IOException {
            return ZeroCopyTransfer.send(file, position, count, target, options);
        }
    },
    FILE_CHANNEL {
        @Override
        TransferResult send(Path file, long position, long count, WritableByteChannel target, TransferOptions options)
                throws IOException {
            try (FileChannel channel = FileChannel.open(file)) {
                return sendAndLeave(channel, position, count, target, options);
            }
        }
    },
    FOREIGN_FILE_CHANNEL {
        @Override
        TransferResult send(Path file, long position, long count, WritableByteChannel target, TransferOptions options)
                throws IOException {
            try (FileChannel channel = new ForeignFileChannel(FileChannel.open(file))) {
                return sendAndLeave(channel, position, count, target, options);
            }
        }
    };

    abstract TransferResult send(
            Path file, long position, long count, WritableByteChannel target, TransferOptions options)
            throws IOException;

    /** The caller's channel stays open and where it was, whatever happens. */
    private static TransferResult sendAndLeave(
            FileChannel channel, long position, long count, WritableByteChannel target, TransferOptions options)
            throws IOException {
        channel.position(3);
        try {
            TransferResult result = ZeroCopyTransfer.send(channel, position, count, target, options);
            requireUntouched(channel);
            return result;
        } catch (IOException e) {
            requireUntouched(channel);
            throw e;
        }
    }

    private static void requireUntouched(FileChannel channel) throws IOException {
        if (!channel.isOpen() || channel.position() != 3) {
            throw new AssertionError("the caller's channel was closed or moved");
        }
    }
}
