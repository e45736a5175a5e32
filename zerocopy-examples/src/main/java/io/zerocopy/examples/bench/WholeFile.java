package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Contest.LIBRARY;

import io.zerocopy.ZeroCopyTransfer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.IOBiConsumer;

/** Ways to send a whole file: the library's first, and second what one would take without it. */
public final class WholeFile {
    private static final int ARTICLE_BUFFER_BYTES = 4096;

    private WholeFile() {}

    /** The two of the article, the one without zero copy first. */
    public static List<Side> ofTheArticle(Path file) {
        return List.of(byTheArticlesLoop(file), byLibrary(file, channel -> channel));
    }

    /** To a SocketChannel: the kernel can do it. */
    static List<Side> toChannel(Path file) {
        return List.of(
                byLibrary(file, channel -> channel),
                byTransferTo(file, channel -> channel),
                Side.overStream("Files.copy", Side.Wire.CHANNEL, out -> Files.copy(file, out)),
                byDirectBuffer(file, Arena.MIB),
                byTheArticlesLoop(file));
    }

    /** To a channel that hides its socket, as those that count or log do. */
    static List<Side> toWrapper(Path file) {
        return List.of(
                byLibrary(file, Wrapper::new),
                byTransferTo(file, Wrapper::new),
                Side.overChannel(
                        "Files.copy", channel -> Files.copy(file, Channels.newOutputStream(new Wrapper(channel)))),
                byDirectBuffer(file, 256 * Arena.KIB));
    }

    /** To a java.net.Socket, which has streams only. */
    static List<Side> toStream(Path file) {
        return List.of(
                Side.overStream(LIBRARY, Side.Wire.SOCKET, out -> ZeroCopyTransfer.send(file, out)),
                Side.overStream("Files.copy", Side.Wire.SOCKET, out -> Files.copy(file, out)),
                byStreams("commons-io IOUtils", file, IOUtils::copyLarge),
                byTheArticlesLoop(file));
    }

    /**
     * The classic loop of Palaniappan and Nagaraja's article: a FileInputStream, 4 KiB on the heap, the socket's
     * stream.
     */
    static Side byTheArticlesLoop(Path file) {
        return byStreams("article's loop", file, (in, out) -> {
            byte[] buffer = new byte[ARTICLE_BUFFER_BYTES];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, count);
            }
        });
    }

    private static Side byStreams(String name, Path file, IOBiConsumer<InputStream, OutputStream> copy) {
        return Side.overStream(name, Side.Wire.SOCKET, out -> {
            try (InputStream in = new FileInputStream(file.toFile())) {
                copy.accept(in, out);
            }
        });
    }

    /** The loop that copies best: no heap in the way. */
    private static Side byDirectBuffer(Path file, int bufferBytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferBytes);
        return Side.overChannel("direct buffer, " + Arena.size(bufferBytes), channel -> {
            try (FileChannel source = FileChannel.open(file)) {
                while (source.read(buffer.clear()) >= 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            }
        });
    }

    private static Side byLibrary(Path file, Function<SocketChannel, WritableByteChannel> wrapping) {
        return Side.overChannel(LIBRARY, channel -> ZeroCopyTransfer.send(file, wrapping.apply(channel)));
    }

    private static Side byTransferTo(Path file, Function<SocketChannel, WritableByteChannel> wrapping) {
        return Side.overChannel("transferTo", channel -> TransferToLoop.send(file, wrapping.apply(channel)));
    }

    /**
     * Hides a channel.
     *
     * @param channel that is hidden
     */
    record Wrapper(WritableByteChannel channel) implements WritableByteChannel {
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
