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
 * Hands a {@link Payload} to Netty as a FileRegion: header, file ranges and trailer as one message, and a file that was
 * cut is an error instead of a loop.
 *
 * <p>NIO gives it the JDK's SocketChannel, and file bytes go by sendfile. Netty's other transports keep that for their
 * own regions: this one works there, io_uring's from Netty 4.2.13 on, and copies. {@link NettyPayload} does not, but
 * has neither the library's limits nor its receipt.
 *
 * <p>Not for a rate limit: Netty takes "nothing moved" for a full socket, and would be told at once that it is not. Nor
 * does Netty ask again while a client takes nothing: use its WriteTimeoutHandler where a stall timeout is wanted.
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
