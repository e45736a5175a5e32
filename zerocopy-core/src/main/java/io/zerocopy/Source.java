package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the next bytes come from: a file at a position, a stream or a channel; how many are still wanted, and what has
 * been read ahead of the target. A file can be read again, so what was read ahead of it may be dropped at any time.
 */
final class Source implements Closeable, BlockingTransfer.Opening<Source> {
    /** What it means when the source ends before {@link #remaining()} bytes. */
    enum Extent {
        /** The bytes were asked for: they must be there. */
        EXACT,
        /** The whole file: they must be there, unless the file still says that it has more (sysfs). */
        AS_ANNOUNCED,
        /** As many as there are: nobody knows how many. */
        UNTIL_END
    }

    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** Enough for a request or an answer of a chatty protocol. */
    private static final int SMALL_READ_BYTES = 8 * 1024;

    private final SourceKind kind;
    private final Extent extent;
    /** What the library opened and closes again; null where the channel is the caller's. */
    private final @Nullable Path opened;

    private final ReadableByteChannel channel;
    private final TransferOptions options;
    private long position;
    private long remaining;
    private @Nullable ReadAhead ahead;
    /** What comes after this part, if it is one of several. */
    private @Nullable Cursor behind;

    /** Room for one byte: a send that finds its target full again and again makes no garbage. */
    private @Nullable ByteBuffer probe;

    private @Nullable IOException failure;

    private Source(
            SourceKind kind,
            Extent extent,
            @Nullable Path opened,
            ReadableByteChannel channel,
            long position,
            long remaining,
            TransferOptions options) {
        this.kind = kind;
        this.extent = extent;
        this.opened = opened;
        this.channel = channel;
        this.position = position;
        this.remaining = remaining;
        this.options = options;
    }

    /** A range of a FileChannel that stays the caller's. */
    static Source borrowed(FileChannel file, long position, long count, TransferOptions options) {
        return new Source(SourceKind.of(file), Extent.EXACT, null, file, position, count, options);
    }

    /** A channel on a path, closed with this object. */
    static Source opened(
            Path path,
            SourceKind kind,
            ReadableByteChannel channel,
            Extent extent,
            long position,
            long remaining,
            TransferOptions options) {
        return new Source(kind, extent, path, channel, position, remaining, options);
    }

    /** Bytes in memory, from the buffer's position to its limit. */
    static Source bytes(ByteBuffer content, TransferOptions options) {
        BytesChannel channel = new BytesChannel(content);
        return new Source(SourceKind.BYTES, Extent.EXACT, null, channel, 0, content.remaining(), options);
    }

    /** What is to come from a channel of the caller's, until end of stream. */
    static Source received(ReadableByteChannel channel, TransferOptions options) {
        return new Source(kindOf(channel), Extent.UNTIL_END, null, channel, 0, Long.MAX_VALUE, options);
    }

    /** The next bytes of a channel of the caller's. */
    static Source received(ReadableByteChannel channel, long count, TransferOptions options) {
        return new Source(kindOf(channel), Extent.EXACT, null, channel, 0, count, options);
    }

    private static SourceKind kindOf(ReadableByteChannel channel) {
        return TargetKind.isOfTheJdk(channel) ? SourceKind.CHANNEL : SourceKind.FOREIGN_CHANNEL;
    }

    /** A whole payload that is sent at once: an empty part with all others behind it. */
    static Source payload(Payload payload, TransferOptions options) throws IOException {
        Cursor parts = new Cursor(payload, options);
        parts.lookAndOpen();
        return before(parts, options);
    }

    /** A whole payload that may wait for its turn, without a descriptor. */
    static Source waitingPayload(Payload payload, TransferOptions options) throws IOException {
        Cursor parts = new Cursor(payload, options);
        parts.look();
        return before(parts, options);
    }

    private static Source before(Cursor parts, TransferOptions options) {
        Source begin = bytes(ByteBuffer.allocate(0), options);
        begin.behind = parts;
        return begin;
    }

    /** It is open: this spares a busy server an object a send. */
    @Override
    public Source open() throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        return this;
    }

    SourceKind kind() {
        return kind;
    }

    Extent extent() {
        return extent;
    }

    /** The file; only for kinds that are one. */
    FileChannel file() {
        return (FileChannel) channel;
    }

    /** The channel, where it is somebody to wait for; null for files. */
    @Nullable
    ReadableByteChannel peer() {
        return kind.isReceived() && !(channel instanceof FileChannel) ? channel : null;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Tells whether more has come, of a length that nobody knew, than the caller will have. */
    boolean isLongerThanAllowed() {
        return kind.isReceived() && extent == Extent.UNTIL_END && position + bytesInHand() > options.maxBytes();
    }

    /**
     * Bytes taken from the source and not yet by the target, those of a read that failed with them too; none where they
     * can be read again.
     */
    long bytesInHand() {
        return ahead == null || !kind.isReceived() ? 0 : ahead.remainingBytes() + ahead.lostBytes();
    }

    long position() {
        return position;
    }

    long remaining() {
        return remaining;
    }

    void advance(long bytes) {
        position += bytes;
        remaining -= bytes;
    }

    /** Bytes from here to the end of the last part; -1 where that is not known. */
    long remainingBytes() {
        if (extent == Extent.UNTIL_END) {
            return -1;
        }
        return behind == null ? remaining : remaining + behind.remainingBytes();
    }

    void setBehind(Cursor parts) {
        behind = parts;
    }

    boolean isLast() {
        return behind == null || behind.isAtEnd();
    }

    /**
     * Closes this part and hands what was read ahead over to the next one, which is returned.
     *
     * @throws IOException if the next part could not be opened; {@link #isFailure} knows it
     */
    Source next() throws IOException {
        closeOpened();
        Source next;
        try {
            next = Objects.requireNonNull(behind, "not asked for after the last part")
                    .next();
        } catch (IOException e) {
            throw failed(e);
        }
        next.ahead = ahead;
        ahead = null;
        behind = null;
        return next;
    }

    /** There is no more to come, although more was wanted. */
    void endHere() {
        remaining = 0;
    }

    /** The size as it is now; of a stream, what its path says. */
    long size() throws IOException {
        try {
            return channel instanceof FileChannel file ? file.size() : SourceFile.sizeOf(opened);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    boolean hasByteAtPosition() throws IOException {
        if (probe == null) {
            probe = ByteBuffer.allocate(1);
        }
        return read(probe.clear()) >= 0;
    }

    /** Reads at the position, which does not move. A foreign channel only ever gets buffers that are not pooled. */
    int read(ByteBuffer buffer) throws IOException {
        return readAt(buffer, 0);
    }

    /** Reads {@code offset} bytes behind the position; a stream knows its own position only. */
    int readAt(ByteBuffer buffer, int offset) throws IOException {
        try {
            int bytes = switch (kind) {
                case STREAM, CHANNEL, FOREIGN_CHANNEL -> channel.read(buffer);
                case BYTES -> ((BytesChannel) channel).read(buffer, position + offset);
                case FILE, SIZELESS_FILE, FOREIGN_FILE -> file().read(buffer, position + offset);
            };
            if (bytes == 0 && kind == SourceKind.FOREIGN_FILE && buffer.hasRemaining()) {
                throw new IOException(channel.getClass().getName() + " read nothing where there is something");
            }
            return bytes;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Goes on behind this part, whose last bytes are in the buffer. */
    void readBehind(ByteBuffer buffer) throws IOException {
        if (behind != null) {
            try {
                behind.readOn(buffer, kind);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** What was read ahead for a copying mechanism; empty when another one has been at work. */
    ReadAhead ahead(BufferCopy mechanism) {
        ReadAhead kept = ahead;
        if (kept == null || !kept.belongsTo(mechanism)) {
            dropAhead();
            kept = new ReadAhead(mechanism, options.bufferSizeBytes(), usefulBytes());
            ahead = kept;
        }
        return kept;
    }

    /**
     * Reads once from what gives each byte only once, while nothing of it is in hand; returns -1 at the end. Any number
     * of connections may be waiting in this read: its buffer is small, unless the last read says that much is coming.
     */
    int readOnce(BufferCopy mechanism) throws IOException {
        ReadAhead kept = ahead;
        boolean muchIsComing = !kind.isReceived() || (kept != null && kept.wasFilledWell());
        int wantedBytes =
                muchIsComing ? options.bufferSizeBytes() : Math.min(SMALL_READ_BYTES, options.bufferSizeBytes());
        if (kept == null || !kept.isFor(mechanism, wantedBytes)) {
            dropAhead();
            kept = new ReadAhead(mechanism, wantedBytes, usefulBytes());
            ahead = kept;
        }
        return kept.fillFrom(this, Long.MAX_VALUE);
    }

    /** The next part goes on with the same buffer: with more behind it a part of a few bytes is worth a whole one. */
    private long usefulBytes() {
        return isLast() ? remaining : Long.MAX_VALUE;
    }

    /** What is left of what was read ahead, null if that is nothing. */
    @Nullable
    ReadAhead leftAhead() {
        return ahead == null || ahead.isEmpty() ? null : ahead;
    }

    /** Gives the buffer back at a pause of unknown length, unless its content would be lost. */
    void pause() {
        if (kind.canBeReadAgain() || leftAhead() == null) {
            dropAhead();
        }
    }

    /** Gives the buffer back unless there is something in it. */
    void dropEmptied() {
        if (leftAhead() == null) {
            dropAhead();
        }
    }

    /** Forgets what was read ahead. */
    void dropAhead() {
        if (ahead != null) {
            ahead.free();
            ahead = null;
        }
    }

    /** Returns, once, what the last write moved before it threw. */
    long takeWritten() {
        return ahead == null ? 0 : ahead.takeWritten();
    }

    private IOException failed(IOException e) {
        failure = e;
        return e;
    }

    /** Tells whether this exception came from reading, so that the other side is not blamed for it. */
    boolean isFailure(Throwable e) {
        return e == failure;
    }

    /** A name for messages. */
    String describe() {
        if (opened != null) {
            return "'" + opened + "'";
        }
        return switch (kind) {
            case FILE, SIZELESS_FILE, FOREIGN_FILE -> "a FileChannel";
            case BYTES -> "the payload's bytes";
            case STREAM -> channel.toString();
            case CHANNEL, FOREIGN_CHANNEL ->
                channel instanceof StreamSource
                        ? channel.toString()
                        : channel.getClass().getName();
        };
    }

    /** Gives the buffer back, and closes what the library opened. */
    @Override
    public void close() {
        dropAhead();
        closeOpened();
    }

    /** All that was wanted has been read, or the transfer has failed already: a close that fails changes neither. */
    private void closeOpened() {
        if (opened != null) {
            try {
                channel.close();
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} could not be closed", describe(), e);
            }
        }
    }

    /** Closes this part and what has been opened of those behind it. */
    void closeAll() {
        close();
        if (behind != null) {
            behind.close();
        }
    }
}
