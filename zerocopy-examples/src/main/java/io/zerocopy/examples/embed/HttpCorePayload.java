package io.zerocopy.examples.embed;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A payload as the entity of a response of Apache HttpCore's classic server. Its stream hides the socket, so this is a
 * copy, in pieces of 64 KiB where HttpCore's own FileEntity reads 4 KiB.
 */
final class HttpCorePayload extends AbstractHttpEntity {
    private final Payload payload;
    private final long length;
    private final TransferOptions options;

    /** The length is the payload's, but for HEAD: HttpCore takes it from here alone, and writes no body then. */
    HttpCorePayload(Payload payload, long length, ContentType type, TransferOptions options) {
        super(type, null);
        this.payload = payload;
        this.length = length;
        this.options = options;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        ZeroCopyTransfer.send(payload, out, options);
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    /** A server writes entities, and nobody reads them. */
    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("a payload is written");
    }

    @Override
    public void close() {}
}
