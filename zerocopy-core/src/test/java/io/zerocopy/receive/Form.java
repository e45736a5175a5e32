package io.zerocopy.receive;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The ways to receive, from a channel that has or will have at least so many bytes. */
enum Form {
    CHANNEL_TO_END {
        @Override
        TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
                throws IOException {
            return ZeroCopyTransfer.receive(source, target, options);
        }
    },
    CHANNEL_COUNTED {
        @Override
        TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
                throws IOException {
            return ZeroCopyTransfer.receive(source, target, count, options);
        }
    },
    STREAM_TO_END {
        @Override
        TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
                throws IOException {
            return ZeroCopyTransfer.receive(Channels.newInputStream(source), target, options);
        }
    },
    STREAM_COUNTED {
        @Override
        TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
                throws IOException {
            return ZeroCopyTransfer.receive(Channels.newInputStream(source), target, count, options);
        }
    },
    INTO_FILE_CHANNEL {
        @Override
        TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
                throws IOException {
            try (FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                return ZeroCopyTransfer.receive(source, file, 0, count, options);
            }
        }
    };

    abstract TransferResult receive(ReadableByteChannel source, Path target, long count, TransferOptions options)
            throws IOException;

    /** The stream forms go through an array, and a stream cannot be waited for. */
    boolean isOfStream() {
        return this == STREAM_TO_END || this == STREAM_COUNTED;
    }

    boolean isCounted() {
        return this != CHANNEL_TO_END && this != STREAM_TO_END;
    }
}
