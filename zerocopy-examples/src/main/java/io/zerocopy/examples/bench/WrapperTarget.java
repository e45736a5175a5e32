package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole file to a channel that hides its socket, as those that count, encrypt or log do: both must copy. */
public final class WrapperTarget {
    private WrapperTarget() {}

    static Scenario scenario(Path file) throws IOException {
        Side loop = Side.overChannel("transferTo loop", channel -> {
            try (FileChannel source = FileChannel.open(file)) {
                TransferToLoop.send(source, new Wrapper(channel));
            }
        });
        Side library =
                Side.overChannel("ZeroCopyTransfer", channel -> ZeroCopyTransfer.send(file, new Wrapper(channel)));
        return new BulkSend(
                "file to a wrapper channel",
                Files.size(file),
                loop,
                library,
                List.of(Goal.timeAtLeast(2), Goal.cpuAtMost(0.45)));
    }

    /**
     * Hides a channel.
     *
     * @param channel that is hidden
     */
    public record Wrapper(WritableByteChannel channel) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            return channel.write(source);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
