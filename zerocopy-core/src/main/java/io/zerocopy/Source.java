package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads where the next bytes come from: a file at a position, a stream or a channel; and says how many are wanted. */
final class Source implements Closeable, Opening<Source> {
    /** What it means when the source ends before {@link #remaining()} bytes. */
    enum Extent {
        /** The bytes were asked for: they must be there. */
        EXACT,
        /**
         * The whole of a small file, of the size that its path had a moment before it was opened. A first step that
         * asks for more proves it for nothing, by what it moves; before any other it is {@link #confirm confirmed}.
         */
        AS_LOOKED_AT,
        /** The whole file: they must be there, unless the file still says that it has more (sysfs). */
        AS_ANNOUNCED,
        /** As many as there are: nobody knows how many. */
        UNTIL_END
    }

    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);
    private static final BytesChannel NO_BYTES = new BytesChannel(ByteBuffer.allocate(0));

    private SourceKind kind;
    private Extent extent;
    /** What the library opened and closes again; null where the channel is the caller's. */
    private final @Nullable OpenedPath opened;

    private ReadableByteChannel channel;
    private long position;
    private long remaining;
    private @Nullable Exception failure;

    private Source(
            SourceKind kind,
            Extent extent,
            @Nullable OpenedPath opened,
            ReadableByteChannel channel,
            long position,
            long remaining) {
        this.kind = kind;
        this.extent = extent;
        this.opened = opened;
        this.channel = channel;
        this.position = position;
        this.remaining = remaining;
    }

    /** A range of a FileChannel that stays the caller's. */
    static Source borrowed(FileChannel file, long position, long count) {
        return new Source(SourceKind.of(file), Extent.EXACT, null, file, position, count);
    }

    /** A channel on a path, closed with this object. */
    static Source opened(
            OpenedPath path,
            SourceKind kind,
            ReadableByteChannel channel,
            Extent extent,
            long position,
            long remaining) {
        return new Source(kind, extent, path, channel, position, remaining);
    }

    /** The same file, which says that its size is 0, to be read to its end. */
    Source sizeless() {
        return new Source(SourceKind.SIZELESS_FILE, Extent.UNTIL_END, opened, channel, 0, Long.MAX_VALUE);
    }

    /** Bytes in memory. */
    static Source bytes(BytesChannel content) {
        return new Source(SourceKind.BYTES, Extent.EXACT, null, content, 0, content.length());
    }

    /** An empty part, for parts to come behind. */
    static Source nothing() {
        return bytes(NO_BYTES);
    }

    /**
     * Fails if this is a file of the JDK's that was opened to write only. Asked when something has failed, or nothing
     * is to be read.
     */
    void requireReadable() throws IOException {
        boolean mayBeAsked = isOpen() && !Thread.currentThread().isInterrupted();
        if (mayBeAsked && channel instanceof FileChannel file && TargetKind.isOfTheJdk(file)) {
            SourceFile.requireReadable(file);
        }
    }

    boolean isNothing() {
        return channel == NO_BYTES;
    }

    /** What is to come from a channel of the caller's, until end of stream. */
    static Source received(ReadableByteChannel channel) {
        return new Source(kindOf(channel), Extent.UNTIL_END, null, channel, 0, Long.MAX_VALUE);
    }

    /** The next bytes of a channel of the caller's. */
    static Source received(ReadableByteChannel channel, long count) {
        return new Source(kindOf(channel), Extent.EXACT, null, channel, 0, count);
    }

    static SourceKind kindOf(ReadableByteChannel channel) {
        if (!TargetKind.isOfTheJdk(channel)) {
            return SourceKind.FOREIGN_CHANNEL;
        }
        return channel instanceof SocketChannel ? SourceKind.SOCKET : SourceKind.CHANNEL;
    }

    /** Goes on with another channel of the caller's; its bytes follow those that the ones before have given. */
    void turnTo(ReadableByteChannel next) {
        channel = next;
        kind = kindOf(next);
    }

    /** It is open: this spares a busy server an object a send. */
    @Override
    public Source open() throws IOException {
        if (!channel.isOpen()) {
            throw UnusableChannel.closed("the source, " + describe() + ", is closed. Hand over an open channel.");
        }
        if (remaining == 0) {
            requireReadable();
        }
        return this;
    }

    boolean isFrom(ReadableByteChannel one) {
        return channel == one;
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

    /** The channel; only for a SOCKET. */
    SocketChannel socket() {
        return (SocketChannel) channel;
    }

    /** The channel, where it is somebody to wait for; null for files. */
    @Nullable
    ReadableByteChannel peer() {
        return kind.isReceived() && !(channel instanceof FileChannel) ? channel : null;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Where the file is, if the library has opened it. */
    @Nullable
    Path path() {
        return opened == null ? null : opened.path();
    }

    /** Another thread reads it from now on; null: not any more. */
    void readBy(@Nullable WindowRead window) {
        if (opened != null) {
            opened.readBy(window);
        }
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

    /** Tells whether so many bytes more than were moved are more than a stream of unknown length may have. */
    boolean isLongerThan(long maxBytes, long bytesInHand) {
        return kind.isReceived() && extent == Extent.UNTIL_END && position + bytesInHand > maxBytes;
    }

    /** There is no more to come, although more was wanted. */
    void endHere() {
        remaining = 0;
    }

    /** Asks the file that was opened for the size that its path had: the name may have become another file's. */
    void confirm() throws IOException {
        if (extent == Extent.AS_LOOKED_AT) {
            remaining = size();
            extent = Extent.AS_ANNOUNCED;
        }
    }

    /**
     * As {@link #confirm}, by what a step moved that was asked for more than the file was said to have, on a target
     * that waits for all of it. Another count is that of a file that was cut meanwhile, or of another file under this
     * name.
     */
    void confirmBy(long movedBytes) throws IOException {
        if (extent == Extent.AS_LOOKED_AT) {
            boolean isAnother =
                    movedBytes > remaining || (movedBytes < remaining && opened != null && opened.isAnother(size()));
            if (isAnother) {
                remaining = Math.max(Math.max(0, movedBytes), size());
            }
            extent = Extent.AS_ANNOUNCED;
        }
    }

    /** The size as it is now; of a stream, what its path says. */
    long size() throws IOException {
        try {
            return channel instanceof FileChannel file
                    ? file.size()
                    : SourceFile.sizeOf(opened == null ? null : opened.path());
        } catch (IOException e) {
            throw blamed(e);
        }
    }

    boolean hasByteAtPosition() throws IOException {
        ByteBuffer probe = BufferPool.acquireFor(kind, 1);
        try {
            return read(probe.clear().limit(1)) >= 0;
        } finally {
            BufferPool.DIRECT.release(probe);
        }
    }

    /** Reads at the position, which does not move. A foreign channel only ever gets buffers that are not pooled. */
    int read(ByteBuffer buffer) throws IOException {
        return readAt(buffer, 0);
    }

    /** Reads {@code offset} bytes behind the position; a stream knows its own position only. */
    int readAt(ByteBuffer buffer, int offset) throws IOException {
        int before = buffer.position();
        int room = buffer.remaining();
        try {
            int bytes = switch (kind) {
                case STREAM, SOCKET, CHANNEL, FOREIGN_CHANNEL -> channel.read(buffer);
                case BYTES -> ((BytesChannel) channel).read(buffer, position + offset);
                case FOREIGN_FILE -> file().read(buffer, position + offset);
                case FILE, SIZELESS_FILE -> readFile(buffer, position + offset);
                case DIRECT_FILE -> AlignedReads.read(file(), buffer, position + offset);
            };
            return kind.isForeign() ? takenBy(bytes, buffer.position() - before, room) : bytes;
        } catch (Exception e) {
            blamed(e);
            throw e;
        }
    }

    private int readFile(ByteBuffer buffer, long from) throws IOException {
        int before = buffer.position();
        try {
            return file().read(buffer, from);
        } catch (IOException e) {
            if (!file().isOpen()) {
                throw e;
            }
            if (Thread.currentThread().isInterrupted()) {
                // To ask the file anything more would close it for all who share it.
                throw Cancellation.asInterrupt(e);
            }
            if (!AlignedReads.areWantedBy(file())) {
                throw e;
            }
            kind = SourceKind.DIRECT_FILE;
            buffer.position(before);
            return AlignedReads.read(file(), buffer, from);
        }
    }

    /**
     * What a read put into the buffer, whatever it says; -1 at the end. Where both cannot be true bytes would be lost,
     * made up, or asked for without end.
     */
    private int takenBy(int claimed, int taken, int room) throws BrokenContractException {
        // A file gives something or ends; what is not a file may have nothing now, or be on its way to its position.
        boolean givesNothing = taken == 0 && claimed == 0 && room > 0 && kind == SourceKind.FOREIGN_FILE;
        boolean isEnd = taken == 0 && claimed == -1;
        boolean isSound = isEnd || (taken > 0 && claimed >= 0) || (taken == 0 && claimed == 0);
        if (givesNothing || !isSound) {
            throw new BrokenContractException(
                    channel,
                    ".read answered " + claimed + " and put " + taken + " bytes into a buffer with room for " + room);
        }
        return isEnd ? -1 : taken;
    }

    /** Notes an exception as the source's. */
    <E extends Exception> E blamed(E e) {
        failure = e;
        return e;
    }

    /** Tells whether this exception came from reading, so that the other side is not blamed for it. */
    boolean isFailure(Throwable e) {
        return e == failure;
    }

    @Override
    public String describe() {
        return describe(position);
    }

    /** By where it begins in its file: a transfer keeps its name while it moves. */
    String describe(long first) {
        if (opened != null) {
            return Wording.end(opened.path());
        }
        return switch (kind) {
            case BYTES -> "a payload's bytes";
            case FILE, DIRECT_FILE, SIZELESS_FILE, FOREIGN_FILE ->
                Wording.end(channel) + " at byte " + Wording.number(first);
            case STREAM, SOCKET, CHANNEL, FOREIGN_CHANNEL -> Wording.end(channel);
        };
    }

    /**
     * Closes what the library opened. All that was wanted has been read, or the transfer has failed already: a close
     * that fails changes neither.
     */
    @Override
    public void close() {
        if (opened != null) {
            try {
                opened.close(channel);
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} could not be closed", describe(), e);
            }
        }
    }
}
