package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a payload that are still to come. Opens each when it is reached, or a moment before to gather it. */
final class Cursor implements Closeable, Opening<Source> {
    /**
     * The largest range of a file that is read to go with the bytes before it in one write: one segment instead of two,
     * and no wait of 40 ms for a delayed acknowledgement where TCP_NODELAY was forgotten. At 64 KiB copying loses
     * (measured).
     */
    static final int GATHERED_FILE_BYTES = 32 * 1024;

    private static final int NONE = -1;

    /** What is done about a file that is known not to be in memory. */
    private enum Disk {
        IS_WAITED_FOR,
        IS_NOT_WAITED_FOR
    }

    private final List<Part> parts;
    private final ZeroCopyPolicy policy;
    private Disk disk = Disk.IS_WAITED_FOR;
    private int nextPart;
    private long remainingBytes;
    /** A path that was opened before its turn. It stays open until then: its name may be another file's by now. */
    private @Nullable Source opened;

    private int openedPart;

    /** A part that needs no look: it is read before the first byte goes out. */
    private int unlooked = NONE;

    Cursor(Payload payload, ZeroCopyPolicy policy) {
        this.parts = payload.parts();
        this.policy = policy;
        this.remainingBytes = payload.length();
    }

    /** All of the payload; one that is a single file has the name of that. */
    @Override
    public String describe() {
        if (parts.size() == 1 && parts.get(0) instanceof Part.PathRange range) {
            return Wording.end(range.path());
        }
        long bytes = 0;
        for (Part part : parts) {
            bytes += part.length();
        }
        return "a payload of " + Wording.bytes(bytes);
    }

    /** From here on nothing is read that is known not to be in memory. */
    void spareTheDisk() {
        disk = Disk.IS_NOT_WAITED_FOR;
    }

    /** Looks at all files before anything is sent: what is missing fails before a header goes out. */
    void look() throws IOException {
        for (int part = 0; part < parts.size(); part++) {
            parts.get(part).look();
        }
    }

    /**
     * Looks at all files, opens the first path, which spares one look at it, and returns the first part: for a send
     * that goes on at once.
     */
    @Override
    public Source open() throws IOException {
        Part.@Nullable PathRange first = null;
        unlooked = readWithTheFirstBytes();
        for (int index = 0; index < parts.size(); index++) {
            if (first == null && parts.get(index) instanceof Part.PathRange path) {
                first = path;
                openedPart = index;
            } else if (index != unlooked) {
                parts.get(index).look();
            } else if (parts.get(index) instanceof Part.ChannelRange range
                    && !range.file().isOpen()) {
                throw UnusableChannel.closed("a FileChannel of the payload is closed. Nothing was sent.");
            }
        }
        // The last thing that may fail here: nobody would close it.
        if (first != null) {
            opened = first.openUnseen();
        }
        return parts.isEmpty() ? Source.nothing() : next();
    }

    /** A small range of a file of the JDK's, behind a few bytes with which the payload begins. */
    private int readWithTheFirstBytes() {
        boolean isOne = parts.size() > 1
                && policy != ZeroCopyPolicy.REQUIRE
                && parts.get(0) instanceof Part.Bytes
                && parts.get(1) instanceof Part.ChannelRange range
                && range.length() <= GATHERED_FILE_BYTES
                && TargetKind.isOfTheJdk(range.file());
        return isOne ? 1 : NONE;
    }

    /** The next part, open; not to be asked for after the last. */
    Source next() throws IOException {
        Source next = opened;
        if (next != null && openedPart == nextPart) {
            opened = null;
        } else {
            next = parts.get(nextPart).open();
        }
        remainingBytes -= parts.get(nextPart).length();
        nextPart++;
        return next;
    }

    /** Where the part that was asked for last begins in its file. */
    long firstByte() {
        return parts.get(nextPart - 1).position();
    }

    /** Bytes of all parts that are still to come. */
    long remainingBytes() {
        return remainingBytes;
    }

    boolean isAtEnd() {
        return nextPart == parts.size();
    }

    /** How many bytes {@link #readOn} would find, at most {@code mostBytes}. */
    long readOnBytes(Source before, long mostBytes) {
        boolean mayTakeFile = mayTakeFileBehind(before);
        long bytes = 0;
        for (int index = nextPart; index < parts.size() && bytes < mostBytes; index++) {
            Part part = parts.get(index);
            if (part instanceof Part.Bytes) {
                bytes += Math.min(part.length(), mostBytes - bytes);
            } else if (mayTakeFile && part.length() <= Math.min(GATHERED_FILE_BYTES, mostBytes - bytes)) {
                bytes += part.length();
                mayTakeFile = false;
            } else {
                break;
            }
        }
        return bytes;
    }

    /**
     * Fills what is left of a buffer with what comes next: bytes, and behind bytes one small range of a file. What is
     * read here has not moved yet, and is read again if the target does not take it.
     *
     * @throws IOException if it could not be read; {@code before} is told
     */
    void readOn(ByteBuffer buffer, Source before) throws IOException {
        try {
            boolean mayTakeFile = mayTakeFileBehind(before);
            for (int index = nextPart; index < parts.size() && buffer.hasRemaining(); index++) {
                Part part = parts.get(index);
                if (part instanceof Part.Bytes bytes) {
                    bytes.content().read(buffer, 0);
                    continue;
                }
                // A second file would need a second descriptor, and half a range would be sent in two writes anyway.
                boolean fits = part.length() <= Math.min(GATHERED_FILE_BYTES, buffer.remaining());
                if (!mayTakeFile || !fits || !readWhole(ahead(index), buffer, disk)) {
                    return;
                }
                mayTakeFile = false;
                if (index == unlooked) {
                    unlooked = NONE;
                }
            }
        } catch (IOException e) {
            throw before.blamed(e);
        }
    }

    /** Looks at what was to be read and has not been: the first bytes are about to go out. */
    void lookAtUnread(Source before) throws IOException {
        if (unlooked != NONE) {
            try {
                parts.get(unlooked).look();
            } catch (IOException e) {
                throw before.blamed(e);
            }
            unlooked = NONE;
        }
    }

    private boolean mayTakeFileBehind(Source before) {
        return before.kind() == SourceKind.BYTES && policy != ZeroCopyPolicy.REQUIRE;
    }

    /**
     * Returns false if the file has less than its range, or is not in memory: the loop is to see to that where it
     * stands.
     */
    private static boolean readWhole(Source file, ByteBuffer buffer, Disk disk) throws IOException {
        // Nothing foreign gets a pooled buffer, or may answer 0 here for ever.
        if (file.kind() != SourceKind.FILE) {
            return false;
        }
        boolean isOnDisk = disk == Disk.IS_NOT_WAITED_FOR
                && Residency.of(Residency.numberOf(file.file()), file.position(), file.remaining()) == Residency.NO;
        if (isOnDisk) {
            return false;
        }
        int before = buffer.position();
        int limit = buffer.limit();
        buffer.limit(before + (int) file.remaining());
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = file.readAt(buffer, buffer.position() - before);
        }
        boolean whole = !buffer.hasRemaining();
        buffer.limit(limit);
        return whole;
    }

    /** Opens a part before its turn. The caller's channels need no holding on to. */
    private Source ahead(int part) throws IOException {
        if (!(parts.get(part) instanceof Part.PathRange)) {
            return parts.get(part).open();
        }
        Source source = opened;
        if (source == null || openedPart != part) {
            close();
            source = parts.get(part).open();
            opened = source;
            openedPart = part;
        }
        return source;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
