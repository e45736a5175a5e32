package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens a path as a {@link Source}. Only regular files are opened, and they are looked at first: open(2) of a FIFO
 * waits for a writer, and a directory would open and fail at the first read.
 */
final class SourceFile {
    /** Up to here it shows that a size is asked for twice. */
    private static final long SMALL_BYTES = 256 * 1024;

    /** Made once: for its varargs the JDK makes a set, a list and an array at every open. */
    private static final Set<StandardOpenOption> TO_READ = Set.of(StandardOpenOption.READ);

    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private SourceFile() {}

    /** The whole file, of the length that it has now. */
    static Source whole(Path path) throws IOException {
        if (!isOfTheDefaultProvider(path)) {
            return stream(path, Source.Extent.AS_ANNOUNCED, 0, sizeOfRegular(path));
        }
        BasicFileAttributes looked = requireRegular(path);
        return whole(new OpenedPath(path, looked), looked.size());
    }

    /** The whole of a file that was a regular one a moment ago. */
    static Source wholeSeen(Path path) throws IOException {
        return isOfTheDefaultProvider(path) ? whole(new OpenedPath(path, null), Long.MAX_VALUE) : whole(path);
    }

    /** Of the size that was looked at if that is small, else of the size that it has when it is open. */
    private static Source whole(OpenedPath opened, long size) throws IOException {
        FileChannel file = FileChannel.open(opened.path(), TO_READ, NO_ATTRIBUTES);
        Source whole = Source.opened(opened, SourceKind.of(file), file, Source.Extent.AS_LOOKED_AT, 0, size);
        if (size == 0) {
            return whole.sizeless();
        }
        if (size <= SMALL_BYTES) {
            return whole;
        }
        try {
            whole.confirm();
        } catch (IOException | RuntimeException e) {
            whole.close();
            throw e;
        }
        return whole.remaining() == 0 ? whole.sizeless() : whole;
    }

    /** A range, which need not be there: the transfer finds out. */
    static Source range(Path path, long position, long count) throws IOException {
        return opened(path, sizeOfRegular(path), position, count);
    }

    /** A range of a payload, looked at and opened in one: fails if it is not there any more. */
    static Source rangeThere(Path path, long position, long count) throws IOException {
        long size = sizeOfRegular(path);
        requireRange(path, size, position, count);
        return opened(path, size, position, count);
    }

    /** A range of a payload that was there when the send began. */
    static Source rangeSeen(Path path, long position, long count) throws IOException {
        if (!isOfTheDefaultProvider(path)) {
            return opened(path, sizeOfRegular(path), position, count);
        }
        FileChannel file = openRegular(path);
        return Source.opened(
                new OpenedPath(path, null), SourceKind.of(file), file, Source.Extent.EXACT, position, count);
    }

    private static Source opened(Path path, long size, long position, long count) throws IOException {
        if (!isOfTheDefaultProvider(path)) {
            return stream(path, Source.Extent.EXACT, position, count);
        }
        FileChannel file = FileChannel.open(path, TO_READ, NO_ATTRIBUTES);
        SourceKind kind = size == 0 ? SourceKind.SIZELESS_FILE : SourceKind.of(file);
        return Source.opened(new OpenedPath(path, null), kind, file, Source.Extent.EXACT, position, count);
    }

    private static FileChannel openRegular(Path path) throws IOException {
        // The mode alone costs half of all attributes on JDK 17; those say what else it is.
        if (!Files.isRegularFile(path)) {
            requireRegular(path);
        }
        return FileChannel.open(path, TO_READ, NO_ATTRIBUTES);
    }

    /** An InputStream, since zipfs's channels load the whole entry or write a temporary file. */
    private static Source stream(Path path, Source.Extent extent, long position, long count) throws IOException {
        boolean untilEnd = extent == Source.Extent.AS_ANNOUNCED && count <= 0;
        return Source.opened(
                new OpenedPath(path, null),
                SourceKind.STREAM,
                new StreamSource(Files.newInputStream(path), position),
                untilEnd ? Source.Extent.UNTIL_END : extent,
                position,
                untilEnd ? Long.MAX_VALUE : count);
    }

    /** What the path says now, for a source that has no size of its own. */
    static long sizeOf(@Nullable Path path) throws IOException {
        return path == null ? Long.MAX_VALUE : Files.size(path);
    }

    static long sizeOfRegular(Path path) throws IOException {
        return requireRegular(path).size();
    }

    /** Reads nothing: into a buffer without room the JDK's channel does not even make a system call. */
    static void requireReadable(FileChannel file) throws IOException {
        try {
            file.read(NoRoom.atABlock(), 0);
        } catch (NonReadableChannelException e) {
            throw UnusableChannel.writeOnly(e);
        }
    }

    /** Fails if a file of this size has no such range. */
    static void requireRange(Object file, long size, long position, long count) throws SourceTruncatedException {
        if (size < position + count) {
            throw new SourceTruncatedException(
                    Wording.printable(Wording.end(file) + " has only " + Wording.bytes(size) + ": no range of "
                            + Wording.bytes(count) + " at position " + Wording.number(position)
                            + ". Nothing was sent."),
                    null,
                    0,
                    0);
        }
    }

    static BasicFileAttributes requireRegular(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(
                    path.toString(), null, attributes.isDirectory() ? "Is a directory" : "Not a regular file");
        }
        return attributes;
    }

    static boolean isOfTheDefaultProvider(Path path) {
        return path.getFileSystem().provider() == FileSystems.getDefault().provider();
    }
}
