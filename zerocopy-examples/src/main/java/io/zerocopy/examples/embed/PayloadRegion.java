package io.zerocopy.examples.embed;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;

/**
 * Hands a {@link Payload} to Netty's NIO transport as a FileRegion: header, file ranges and trailer as one message, and
 * a file that was cut is an error instead of a loop. On epoll and io_uring it is copied, where {@link NettyPayload} is
 * not.
 *
 * <p>Not for a rate limit, nor a stall timeout: Netty takes "nothing moved" for a full socket, and does not ask again
 * before that has room. Its WriteTimeoutHandler is for clients that take nothing.
 */
public final class PayloadRegion extends AbstractReferenceCounted implements FileRegion {
    /**
     * For who has no other wishes. Netty's own region moves all that the socket takes in one call; a turn of 1 MiB, the
     * library's default, would send 1 MiB behind a header in two, the second a few bytes long.
     */
    public static final TransferOptions OPTIONS = TransferOptions.DEFAULTS.withChunkSize(8 * 1024 * 1024);

    private final Payload payload;
    private final PendingSend send;

    /**
     * Begins to send; nothing moves before Netty asks.
     *
     * @param payload what to send
     * @param options how
     * @throws IOException if a file of the payload is missing or shorter by now
     */
    public PayloadRegion(Payload payload, TransferOptions options) throws IOException {
        this.payload = payload;
        this.send = ZeroCopyTransfer.begin(payload, options);
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        return send.advance(target);
    }

    @Override
    public long position() {
        return 0;
    }

    /** The name that Netty misspelt once and must keep; not ours to inline. */
    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public long transfered() {
        return transferred();
    }

    @Override
    public long transferred() {
        return send.transferred();
    }

    @Override
    public long count() {
        return payload.length();
    }

    @Override
    protected void deallocate() {
        try {
            send.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
