package io.zerocopy.examples.bench;

import io.zerocopy.ZeroCopyTransfer;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Ways to send a whole file. */
public final class WholeFile {
    private static final int ARTICLE_BUFFER_BYTES = 4096;

    private WholeFile() {}

    /** The two of the article, the one without zero copy first. */
    public static List<Side> ofTheArticle(Path file) {
        return List.of(byTheArticlesLoop(file), byZeroCopyTransfer(file));
    }

    /**
     * The classic loop of Palaniappan and Nagarajan's article: a FileInputStream, 4 KiB on the heap, the socket's
     * stream.
     */
    static Side byTheArticlesLoop(Path file) {
        return new Side("article's loop", Side.Wire.SOCKET, socket -> {
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

    /** This library's call. */
    static Side byZeroCopyTransfer(Path file) {
        return Side.overChannel("ZeroCopyTransfer", channel -> ZeroCopyTransfer.send(file, channel));
    }
}
