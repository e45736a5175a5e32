package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Sends a payload as the body of a servlet's response. Tomcat's NIO connector sends one range of a file by sendfile,
 * after the servlet has returned; all else, and all in other containers, is copied into the response's stream.
 */
final class TomcatPayload {
    private static final String SENDFILE = "org.apache.tomcat.sendfile.";

    private TomcatPayload() {}

    /**
     * Fails before anything is sent if a file is not there, and if something has been written that is not flushed:
     * where Tomcat sends the file, it would drop that. The options are those of a copy.
     */
    static void send(HttpServletRequest request, HttpServletResponse response, Payload payload, TransferOptions options)
            throws IOException {
        boolean isWhole = !response.isCommitted();
        if (isWhole) {
            // Nothing but a way to ask whether something has been written: an IllegalStateException says so.
            response.setBufferSize(response.getBufferSize());
            // Without it Tomcat says 0 and drops the body that it sends by itself.
            response.setContentLengthLong(payload.length());
        }
        boolean[] isTaken = {false};
        if (isWhole && payload.partCount() == 1 && Boolean.TRUE.equals(request.getAttribute(SENDFILE + "support"))) {
            payload.accept(new Payload.Visitor() {
                @Override
                public void bytes(ByteBuffer content) {}

                @Override
                public void file(Path file, long position, long count) throws IOException {
                    if (file.getFileSystem() == FileSystems.getDefault()) {
                        request.setAttribute(
                                SENDFILE + "filename", file.toRealPath().toString());
                        request.setAttribute(SENDFILE + "start", position);
                        request.setAttribute(SENDFILE + "end", position + count);
                        isTaken[0] = true;
                    }
                }

                @Override
                public void file(FileChannel file, long position, long count) {}

                @Override
                public boolean acceptsForeignFiles() {
                    return true;
                }
            });
        }
        if (!isTaken[0]) {
            ZeroCopyTransfer.send(payload, response.getOutputStream(), options);
        }
    }
}
