package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Contest.LIBRARY;

import com.google.common.io.ByteStreams;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import okio.BufferedSink;
import okio.Okio;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.IOBiConsumer;
import tlschannel.ClientTlsChannel;

/** Ways to send a whole file. */
public final class WholeFile {
    static final String ARTICLES_LOOP = "article's loop";
    static final String TRANSFER_TO = "transferTo";
    private static final int ARTICLE_BUFFER_BYTES = 4096;

    private WholeFile() {}

    /** The two of the article, the one without zero copy first. */
    public static List<Side> ofTheArticle(Path file) {
        return List.of(byTheArticlesLoop(file), byZeroCopyTransfer(file));
    }

    /** To a SocketChannel: the kernel can do it. The library's way first, as in all lists below. */
    static List<Side> toChannel(Path file) {
        List<Side> sides = new ArrayList<>();
        sides.add(byZeroCopyTransfer(file));
        sides.add(byTransferTo(file, channel -> channel));
        sides.add(byGuavasChannels(file, channel -> channel));
        sides.addAll(streams(file, Side.Wire.CHANNEL));
        return sides;
    }

    /** To a channel that hides its socket, as those that count or log do. */
    static List<Side> toWrapper(Path file) {
        return List.of(
                byLibrary(file, Wrapper::new),
                byTransferTo(file, Wrapper::new),
                byGuavasChannels(file, Wrapper::new),
                Side.overChannel(
                        "Files.copy", channel -> Files.copy(file, Channels.newOutputStream(new Wrapper(channel)))),
                byDirectBuffer(file, 256 * Arena.KIB));
    }

    /** To a java.net.Socket, which has streams only. */
    static List<Side> toStream(Path file) {
        List<Side> sides = new ArrayList<>();
        sides.add(Side.overStream(LIBRARY, Side.Wire.SOCKET, out -> ZeroCopyTransfer.send(file, out)));
        sides.addAll(streams(file, Side.Wire.SOCKET));
        return sides;
    }

    /** Every byte must be encrypted in this process; each round has its handshake. */
    static List<Side> overTls(Path file) {
        // Neither is closed: the channel's socket is still needed, and the socket would wait for a farewell.
        Function<SocketChannel, WritableByteChannel> tls =
                channel -> ClientTlsChannel.newBuilder(channel, AnonymousTls.engineOfClient())
                        .build();
        return List.of(
                byLibrary(file, tls),
                byTransferTo(file, tls),
                new Side("Files.copy to an SSLSocket", Side.Wire.SOCKET, socket -> {
                    String host = socket.getInetAddress().getHostAddress();
                    SSLSocket encrypted = (SSLSocket) AnonymousTls.context()
                            .getSocketFactory()
                            .createSocket(socket, host, socket.getPort(), false);
                    encrypted.setSSLParameters(AnonymousTls.parameters());
                    OutputStream out = encrypted.getOutputStream();
                    Files.copy(file, out);
                    out.flush();
                }));
    }

    /**
     * The classic loop of Palaniappan and Nagaraja's article: a FileInputStream, 4 KiB on the heap, the socket's
     * stream.
     */
    static Side byTheArticlesLoop(Path file) {
        return reading(ARTICLES_LOOP, Side.Wire.SOCKET, file, (in, out) -> {
            byte[] buffer = new byte[ARTICLE_BUFFER_BYTES];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, count);
            }
        });
    }

    /** What replaces that loop since JDK 9: 8 KiB on the heap, 16 since 21. */
    static Side byStreams(Path file) {
        return reading("InputStream.transferTo", Side.Wire.SOCKET, file, InputStream::transferTo);
    }

    private static Side reading(String name, Side.Wire wire, Path file, IOBiConsumer<InputStream, OutputStream> copy) {
        return Side.overStream(name, wire, out -> {
            try (InputStream in = new FileInputStream(file.toFile())) {
                copy.accept(in, out);
            }
        });
    }

    /** The loop that copies best: no heap in the way. */
    static Side byDirectBuffer(Path file, int bufferBytes) {
        return Side.overChannel("direct buffer, " + Arena.size(bufferBytes), channel -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bufferBytes);
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

    /** This library's call. */
    static Side byZeroCopyTransfer(Path file) {
        return byLibrary(file, channel -> channel);
    }

    private static Side byLibrary(Path file, Function<SocketChannel, WritableByteChannel> wrapping) {
        return Side.overChannel(LIBRARY, channel -> ZeroCopyTransfer.send(file, wrapping.apply(channel)));
    }

    /** The kernel's way, by hand. */
    static Side byTransferTo(Path file, Function<SocketChannel, WritableByteChannel> wrapping) {
        return Side.overChannel(TRANSFER_TO, channel -> TransferToLoop.send(file, wrapping.apply(channel)));
    }

    private static Side byGuavasChannels(Path file, Function<SocketChannel, WritableByteChannel> wrapping) {
        return Side.overChannel("Guava ByteStreams, channels", channel -> {
            try (FileChannel source = FileChannel.open(file)) {
                ByteStreams.copy(source, wrapping.apply(channel));
            }
        });
    }

    /** Into the stream of a socket, by all that is there for it. */
    private static List<Side> streams(Path file, Side.Wire wire) {
        return List.of(
                Side.overStream("Files.copy", wire, out -> Files.copy(file, out)),
                Side.overStream("Files.newInputStream().transferTo", wire, out -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        in.transferTo(out);
                    }
                }),
                reading("Guava ByteStreams, streams", wire, file, ByteStreams::copy),
                reading("commons-io IOUtils", wire, file, IOUtils::copyLarge),
                reading("okio", wire, file, (in, out) -> {
                    BufferedSink sink = Okio.buffer(Okio.sink(out));
                    sink.writeAll(Okio.source(in));
                    sink.flush();
                }));
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
