package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Ways to send a whole file. */
public final class WholeFile {
    public static final String ARTICLES_LOOP = "article's loop";
    public static final String TRANSFER_TO = "transferTo";

    private static final int ARTICLE_BUFFER_BYTES = 4096;

    private WholeFile() {}

    /** The two of the article, the one without zero copy first. */
    public static List<Side> ofTheArticle(Path file) {
        return List.of(byTheArticlesLoop(file), byZeroCopyTransfer(file));
    }

    /**
     * The classic loop of Palaniappan and Nagaraja's article: a FileInputStream, 4 KiB on the heap, the socket's
     * stream.
     */
    public static Side byTheArticlesLoop(Path file) {
        return new Side(ARTICLES_LOOP, Side.Wire.SOCKET, socket -> {
            try (InputStream in = new FileInputStream(file.toFile())) {
                OutputStream out = socket.getOutputStream();
                byte[] buffer = new byte[ARTICLE_BUFFER_BYTES];
                int count;
                while ((count = in.read(buffer)) >= 0) {
                    out.write(buffer, 0, count);
                }
            }
        });
    }

    /** What replaces that loop since JDK 9: 8 KiB on the heap, 16 since 21. */
    public static Side byStreams(Path file) {
        return new Side("InputStream.transferTo", Side.Wire.SOCKET, socket -> {
            try (InputStream in = new FileInputStream(file.toFile())) {
                in.transferTo(socket.getOutputStream());
            }
        });
    }

    /** The loop that copies best: no heap in the way. */
    public static Side byDirectBuffer(String name, Path file, int bufferBytes) {
        return Side.overChannel(name, channel -> {
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

    /** The kernel's way, by hand. */
    public static Side byTransferTo(Path file) {
        return Side.overChannel(TRANSFER_TO, channel -> {
            try (FileChannel source = FileChannel.open(file)) {
                TransferToLoop.send(source, channel);
            }
        });
    }

    /** This library's call. */
    public static Side byZeroCopyTransfer(Path file) {
        return Side.overChannel("ZeroCopyTransfer", channel -> ZeroCopyTransfer.send(file, channel));
    }
}
