package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a payload that are still to come. Opens each when it is reached, or a moment before to gather it. */
final class Cursor implements Closeable {
    /**
     * The largest range of a file that is read to go with the bytes before it in one write: one segment instead of two,
     * and no wait of 40 ms for a delayed acknowledgement where TCP_NODELAY was forgotten. At 64 KiB copying loses
     * (measured).
     */
    static final int GATHERED_FILE_BYTES = 32 * 1024;

    private final List<Part> parts;
    private final TransferOptions options;
    private int nextPart;
    private long remainingBytes;
    private @Nullable Source opened;
    private int openedPart;

    Cursor(Payload payload, TransferOptions options) {
        this.parts = payload.parts();
        this.options = options;
        this.remainingBytes = payload.length();
    }

    /** Looks at all files before anything is sent: what is missing fails before a header goes out. */
    void look() throws IOException {
        for (Part part : parts) {
            part.look();
        }
    }

    /** Looks at all files, and opens the first path: for a send that goes on at once, which spares one look at it. */
    void lookAndOpen() throws IOException {
        Part.@Nullable PathRange first = null;
        for (int index = 0; index < parts.size(); index++) {
            if (first == null && parts.get(index) instanceof Part.PathRange path) {
                first = path;
                openedPart = index;
            } else {
                parts.get(index).look();
            }
        }
        // The last thing that may fail here: nobody would close it.
        if (first != null) {
            opened = first.openUnseen(options);
            opened.setBehind(this);
        }
    }

    /** The next part, open; not to be asked for after the last. */
    Source next() throws IOException {
        Source next = opened;
        if (next != null && openedPart == nextPart) {
            opened = null;
        } else {
            // What is open stays so: it belongs to a later part, and must not become another file by being opened anew.
            next = open(nextPart);
        }
        remainingBytes -= parts.get(nextPart).length();
        nextPart++;
        return next;
    }

    /** Bytes of all parts that are still to come. */
    long remainingBytes() {
        return remainingBytes;
    }

    boolean isAtEnd() {
        return nextPart == parts.size();
    }

    /**
     * Fills what is left of a buffer with what comes next: bytes, and behind bytes one small range of a file. What is
     * read here has not moved yet, and is read again if the target does not take it.
     */
    void readOn(ByteBuffer buffer, SourceKind before) throws IOException {
        boolean mayTakeFile = before == SourceKind.BYTES && options.zeroCopy() != ZeroCopyPolicy.REQUIRE;
        for (int index = nextPart; index < parts.size() && buffer.hasRemaining(); index++) {
            Part part = parts.get(index);
            if (part instanceof Part.Bytes bytes) {
                int taken = (int) Math.min(buffer.remaining(), bytes.length());
                buffer.put(bytes.content().slice(bytes.content().position(), taken));
                continue;
            }
            // A second file would need a second descriptor, and half a range would be sent in two writes anyway.
            boolean fits = part.length() <= Math.min(GATHERED_FILE_BYTES, buffer.remaining());
            if (!mayTakeFile || !fits || !readWhole(ahead(index), buffer)) {
                return;
            }
            mayTakeFile = false;
        }
    }

    /** Returns false if the file has less than its range: the loop is to find that out where it stands. */
    private static boolean readWhole(Source file, ByteBuffer buffer) throws IOException {
        // Nothing foreign gets a pooled buffer, or may answer 0 here for ever.
        if (file.kind() != SourceKind.FILE) {
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

    /** Opens a part before its turn. */
    private Source ahead(int part) throws IOException {
        Source source = opened;
        if (source == null || openedPart != part) {
            close();
            source = open(part);
            opened = source;
            openedPart = part;
        }
        return source;
    }

    private Source open(int part) throws IOException {
        Source source = parts.get(part).open(options);
        source.setBehind(this);
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
