package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Sends a payload as the body of a servlet's response. Tomcat's NIO connector sends one range of a file by sendfile,
 * after the servlet has returned; all else, and all in other containers, is copied into the response's stream. Nothing
 * may have been written to that before: where Tomcat sends the file, it drops what is in the buffer.
 */
final class TomcatPayload {
    private static final String ATTRIBUTE = "org.apache.tomcat.sendfile.";

    private TomcatPayload() {}

    /** Fails before anything is sent if a file is not there. The receipt of the copy; none where Tomcat sends. */
    static Optional<TransferResult> send(
            HttpServletRequest request, HttpServletResponse response, Payload payload, TransferOptions options)
            throws IOException {
        // Without it Tomcat says 0 and drops the body that it sends by itself.
        response.setContentLengthLong(payload.length());
        // What is in the response's buffer would be dropped, too; so this must be all of the body.
        boolean isAll = payload.partCount() == 1 && !response.isCommitted();
        if (isAll && Boolean.TRUE.equals(request.getAttribute(ATTRIBUTE + "support"))) {
            Sendfile sendfile = new Sendfile(request);
            payload.accept(sendfile);
            if (sendfile.isTaken) {
                return Optional.empty();
            }
        }
        return Optional.of(ZeroCopyTransfer.send(payload, response.getOutputStream(), options));
    }

    /** Tells Tomcat the file, if that is what the only part is. */
    private static final class Sendfile implements Payload.Visitor {
        private final HttpServletRequest request;
        private boolean isTaken;

        Sendfile(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public void bytes(ByteBuffer content) {}

        @Override
        public void file(Path file, long position, long count) throws IOException {
            if (file.getFileSystem() != FileSystems.getDefault()) {
                return;
            }
            request.setAttribute(ATTRIBUTE + "filename", file.toRealPath().toString());
            request.setAttribute(ATTRIBUTE + "start", position);
            request.setAttribute(ATTRIBUTE + "end", position + count);
            isTaken = true;
        }

        @Override
        public void file(FileChannel file, long position, long count) {}

        @Override
        public boolean acceptsForeignFiles() {
            return true;
        }
    }
}
