package io.zerocopy.examples.bench.tables;

import static io.zerocopy.examples.bench.tables.Arena.KIB;

import com.google.common.io.ByteStreams;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.TransferToLoop;
import io.zerocopy.examples.bench.WholeFile;
import io.zerocopy.examples.bench.WrapperTarget.Wrapper;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a file is sent to, and by whom. */
enum Target {
    /** The kernel can do it. */
    CHANNEL("SocketChannel") {
        @Override
        Side library(Path file) {
            return WholeFile.byZeroCopyTransfer(file);
        }

        @Override
        List<Side> others(Path file) {
            List<Side> sides = new ArrayList<>();
            sides.add(WholeFile.byTransferTo(file));
            sides.add(byGuavasChannels(file, channel -> channel));
            sides.addAll(IntoStream.all(file, Side.Wire.CHANNEL));
            return sides;
        }
    },

    /** A channel that hides its socket, as those that count or log do. */
    WRAPPER("wrapper channel") {
        @Override
        Side library(Path file) {
            return Side.overChannel(Contest.LIBRARY, channel -> ZeroCopyTransfer.send(file, new Wrapper(channel)));
        }

        @Override
        List<Side> others(Path file) {
            return List.of(
                    Side.overChannel(WholeFile.TRANSFER_TO, channel -> {
                        try (FileChannel source = FileChannel.open(file)) {
                            TransferToLoop.send(source, new Wrapper(channel));
                        }
                    }),
                    byGuavasChannels(file, Wrapper::new),
                    Side.overChannel(
                            "Files.copy", channel -> Files.copy(file, Channels.newOutputStream(new Wrapper(channel)))),
                    WholeFile.byDirectBuffer("direct buffer, 256 KiB", file, 256 * KIB));
        }
    },

    /** A java.net.Socket, which has streams only. */
    STREAM("stream of a Socket") {
        @Override
        Side library(Path file) {
            return new Side(
                    Contest.LIBRARY, Side.Wire.SOCKET, socket -> ZeroCopyTransfer.send(file, socket.getOutputStream()));
        }

        @Override
        List<Side> others(Path file) {
            return IntoStream.all(file, Side.Wire.SOCKET);
        }
    },

    /** Every byte must be encrypted in this process. */
    TLS("TLS") {
        @Override
        Job job(long bytes) {
            return Job.tls(bytes);
        }

        @Override
        Side library(Path file) {
            return TlsSides.library(file);
        }

        @Override
        List<Side> others(Path file) {
            return TlsSides.others(file);
        }
    };

    private final String text;

    Target(String text) {
        this.text = text;
    }

    /** What the peer does. */
    Job job(long bytes) {
        return Job.DISCARD;
    }

    abstract Side library(Path file);

    abstract List<Side> others(Path file);

    @Override
    public String toString() {
        return text;
    }

    private static Side byGuavasChannels(Path file, Wrapping wrapping) {
        return Side.overChannel("Guava ByteStreams, channels", channel -> {
            try (FileChannel source = FileChannel.open(file)) {
                ByteStreams.copy(source, wrapping.around(channel));
            }
        });
    }

    /** How a channel is hidden. */
    @FunctionalInterface
    private interface Wrapping {
        WritableByteChannel around(WritableByteChannel channel) throws IOException;
    }
}
