package io.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is to be sent: any mix of bytes and ranges of files, such as a header, a range of a log segment and a trailer.
 *
 * <p>Immutable, and may be sent any number of times, to many targets and by many threads at once. A path holds no
 * descriptor until its turn comes (the first one of a blocking send: until that begins), and one send holds at most
 * one. A FileChannel stays the caller's, who keeps it open until the last send has ended.
 *
 * <pre>{@code
 * Payload response = Payload.builder().bytes(header).file(segment, position, count).build();
 * ZeroCopyTransfer.send(response, channel);
 * }</pre>
 */
public final class Payload {
    private final List<Part> parts;
    private final long length;

    private Payload(List<Part> parts, long length) {
        this.parts = parts;
        this.length = length;
    }

    /**
     * A whole file, of the size that it has now.
     *
     * @param file a regular file of any file system
     * @return the payload
     * @throws IOException if there is no such file, or it is not a regular file
     */
    public static Payload ofFile(Path file) throws IOException {
        return builder().file(file).build();
    }

    /**
     * A range of a file.
     *
     * @param file a regular file of any file system
     * @param position where the range begins, in bytes
     * @param count bytes of the range
     * @return the payload
     * @throws IllegalArgumentException if position or count is negative or their sum overflows
     * @throws SourceTruncatedException if the file has no such range
     * @throws IOException if there is no such file, or it is not a regular file
     */
    public static Payload ofFile(Path file, long position, long count) throws IOException {
        return builder().file(file, position, count).build();
    }

    /**
     * A range of an open file, which is not looked at before it is sent. An interrupt that arrives inside a kernel step
     * closes it for all its users: see {@link ZeroCopyTransfer#send(FileChannel, long, long,
     * java.nio.channels.WritableByteChannel, TransferOptions)}.
     *
     * @param file stays open, and its own position where it is
     * @param position where the range begins, in bytes
     * @param count bytes of the range
     * @return the payload
     * @throws IllegalArgumentException if position or count is negative or their sum overflows
     */
    public static Payload ofFile(FileChannel file, long position, long count) {
        return builder().file(file, position, count).build();
    }

    /**
     * Begins an empty payload.
     *
     * @return a builder, for one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Bytes in all: what a Content-Length says.
     *
     * @return bytes
     */
    public long length() {
        return length;
    }

    /**
     * A part of this payload: to resume a send at what the peer says it has, or for a range of HTTP.
     *
     * @param position bytes of this payload to leave out at its beginning
     * @param count bytes to keep after them
     * @return a payload of {@code count} bytes
     * @throws IllegalArgumentException if this payload has no such range
     */
    public Payload slice(long position, long count) {
        if (position < 0 || count < 0 || position > length - count) {
            throw new IllegalArgumentException("no range of " + Wording.bytes(count) + " at position "
                    + Wording.number(position) + " in a payload of " + Wording.bytes(length));
        }
        List<Part> kept = new ArrayList<>();
        long skip = position;
        long wanted = count;
        for (Part part : parts) {
            long from = Math.min(skip, part.length());
            long bytes = Math.min(wanted, part.length() - from);
            skip -= from;
            wanted -= bytes;
            if (bytes > 0) {
                kept.add(bytes == part.length() ? part : part.slice(from, bytes));
            }
        }
        return new Payload(List.copyOf(kept), count);
    }

    /**
     * How many parts {@link #accept} hands over. Parts of no bytes are left out; neighbours are not joined. 1 is what a
     * server needs to know that takes one range of a file as a whole body.
     *
     * @return parts
     */
    public int partCount() {
        return parts.size();
    }

    /**
     * Hands the parts over, in order, to a server that has a road of its own for files: one that wants to be told the
     * file, where {@link ZeroCopyTransfer#begin} and {@link ZeroCopyTarget} serve one that asks for bytes.
     *
     * <p>All files are looked at before the first part is handed over, so that nothing has been said when one is
     * missing, is shorter than its range, or is {@linkplain Visitor#acceptsForeignFiles foreign}. The look costs one
     * call of the file system for each file. It holds nothing: a file may still go, or be cut, before the server has
     * sent it, and what the client sees then is the server's affair.
     *
     * <p>The library moves no byte on this road. So what it does while it moves them is lost: rate limit, stall timeout
     * and the other {@linkplain TransferOptions options}, the listener, the {@link TransferResult} and the JFR event,
     * the exact count of a failure, and the writing of a small file together with the bytes before it.
     *
     * @param visitor what takes the parts; called by this thread, before this method returns
     * @throws java.nio.file.NoSuchFileException if there is no such file any more; no part has been handed over
     * @throws SourceTruncatedException if a file has become shorter than its range; no part has been handed over
     * @throws java.nio.file.FileSystemException if a path is no regular file any more, or if a file is foreign and the
     *     visitor does not take those; no part has been handed over
     * @throws java.nio.channels.ClosedChannelException if a FileChannel is closed; no part has been handed over
     * @throws java.nio.channels.NonReadableChannelException if a FileChannel was not opened to read; no part has been
     *     handed over
     * @throws TransferException with a ClosedByInterruptException as cause, if the thread is interrupted: even a look
     *     at a FileChannel would close it; no part has been handed over
     * @throws IOException if a file cannot be looked at; or what the visitor throws, and then the parts behind are not
     *     handed over
     */
    public void accept(Visitor visitor) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        PendingDriver.requireNotInterrupted(this);
        boolean takesForeignFiles = visitor.acceptsForeignFiles();
        for (Part part : parts) {
            String foreign = takesForeignFiles ? null : part.foreignName();
            if (foreign != null) {
                throw new FileSystemException(foreign, null, "Not a file of the default file system");
            }
            part.look();
        }
        for (Part part : parts) {
            part.accept(visitor);
        }
    }

    List<Part> parts() {
        return parts;
    }

    @Override
    public String toString() {
        return "Payload of " + length + " bytes in " + parts.size() + (parts.size() == 1 ? " part" : " parts");
    }

    /**
     * Takes the parts of a payload, one after the other: what an adapter to a server implements. It grows by default
     * methods alone.
     */
    public interface Visitor {
        /**
         * Takes bytes.
         *
         * @param content read-only, and a buffer of this call's alone: it may be kept, and its position moved
         * @throws IOException to end the handing over
         */
        void bytes(ByteBuffer content) throws IOException;

        /**
         * Takes a range of a file that whoever takes it opens. Its path had such a range a moment ago.
         *
         * @param file as it was given to the payload
         * @param position where the range begins, in bytes
         * @param count bytes of the range, at least 1
         * @throws IOException to end the handing over
         */
        void file(Path file, long position, long count) throws IOException;

        /**
         * Takes a range of an open file. It is the caller's, and may be in use by others: it is never to be closed, and
         * its own position not to be moved or relied on.
         *
         * @param file as it was given to the payload; it had such a range a moment ago
         * @param position where the range begins, in bytes
         * @param count bytes of the range, at least 1
         * @throws IOException to end the handing over
         */
        void file(FileChannel file, long position, long count) throws IOException;

        /**
         * Whether it also takes files that only Java can read: paths of other file systems than the default one, such
         * as an entry of a zip file, and FileChannels that are not the JDK's own. They have no name and no descriptor
         * for the kernel, and a server that wants one fails on them, or worse. Asked once, before anything else.
         *
         * @return true to be given them, false (the default) to have {@link Payload#accept} refuse them
         */
        default boolean acceptsForeignFiles() {
            return false;
        }
    }

    /** Collects the parts of a payload in the order in which they are sent. For one thread. */
    public static final class Builder {
        private final List<Part> parts = new ArrayList<>();
        private long length;

        private Builder() {}

        /**
         * Adds bytes. They are copied; the buffer's position does not move.
         *
         * @param content what is between position and limit
         * @return this builder
         */
        public Builder bytes(ByteBuffer content) {
            ByteBuffer copy = ByteBuffer.allocate(content.remaining());
            copy.put(content.duplicate()).flip();
            return add(new Part.Bytes(new BytesChannel(copy.asReadOnlyBuffer())));
        }

        /**
         * Adds bytes. They are copied: the array may be used again at once.
         *
         * @param content all of it
         * @return this builder
         */
        public Builder bytes(byte[] content) {
            return bytes(ByteBuffer.wrap(content));
        }

        /**
         * Adds a whole file, of the size that it has now. (A file of procfs says 0.)
         *
         * @param file a regular file of any file system
         * @return this builder
         * @throws IOException if there is no such file, or it is not a regular file
         */
        public Builder file(Path file) throws IOException {
            Objects.requireNonNull(file, "file");
            return add(new Part.PathRange(file, 0, SourceFile.sizeOfRegular(file)));
        }

        /**
         * Adds a range of a file.
         *
         * @param file a regular file of any file system
         * @param position where the range begins, in bytes
         * @param count bytes of the range
         * @return this builder
         * @throws IllegalArgumentException if position or count is negative or their sum overflows
         * @throws SourceTruncatedException if the file has no such range
         * @throws IOException if there is no such file, or it is not a regular file
         */
        public Builder file(Path file, long position, long count) throws IOException {
            Objects.requireNonNull(file, "file");
            Arguments.requireRange(position, count);
            Part part = new Part.PathRange(file, position, count);
            part.look();
            return add(part);
        }

        /**
         * Adds a range of an open file, which is not looked at before it is sent. An interrupt that arrives inside a
         * kernel step closes it for all its users: see {@link ZeroCopyTransfer#send(FileChannel, long, long,
         * java.nio.channels.WritableByteChannel, TransferOptions)}.
         *
         * @param file stays open, and its own position where it is
         * @param position where the range begins, in bytes
         * @param count bytes of the range
         * @return this builder
         * @throws IllegalArgumentException if position or count is negative or their sum overflows
         */
        public Builder file(FileChannel file, long position, long count) {
            Objects.requireNonNull(file, "file");
            Arguments.requireRange(position, count);
            return add(new Part.ChannelRange(file, position, count));
        }

        /**
         * Ends the payload. The builder may go on; what it adds then is not in this payload.
         *
         * @return the payload
         */
        public Payload build() {
            return new Payload(List.copyOf(parts), length);
        }

        /** A part of no bytes is looked at like any other, and then left out. */
        private Builder add(Part part) {
            if (part.length() > Long.MAX_VALUE - length) {
                throw new IllegalArgumentException("a payload of more than Long.MAX_VALUE bytes");
            }
            length += part.length();
            if (part.length() > 0) {
                parts.add(part);
            }
            return this;
        }
    }
}
