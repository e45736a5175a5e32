package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Opens a path as a {@link Source}. Only regular files are opened, and they are looked at first: open(2) of a FIFO
 * waits for a writer, and a directory would open and fail at the first read.
 */
final class SourceFile {
    /** Up to here it shows that a size is asked for twice. */
    private static final long SMALL_BYTES = 256 * 1024;

    private SourceFile() {}

    /** The whole file, of the length that it has now. */
    static Source whole(Path path) throws IOException {
        if (!isOfTheDefaultProvider(path)) {
            return stream(path, Source.Extent.AS_ANNOUNCED, 0, sizeOfRegular(path));
        }
        long size = sizeOfRegular(path);
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        if (size == 0) {
            return Source.opened(path, SourceKind.SIZELESS_FILE, file, Source.Extent.UNTIL_END, 0, Long.MAX_VALUE);
        }
        Source whole = Source.opened(path, SourceKind.of(file), file, Source.Extent.AS_LOOKED_AT, 0, size);
        if (size > SMALL_BYTES) {
            confirm(whole);
        }
        return whole;
    }

    private static void confirm(Source opened) throws IOException {
        try {
            opened.confirm();
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Fails if there is no such file to copy, or if the copy would be the file itself. */
    static void requireOther(Path path, Path target) throws IOException {
        requireRegular(path);
        if (Files.exists(target) && Files.isSameFile(path, target)) {
            throw new FileSystemException(path.toString(), target.toString(), "Source and target are the same file");
        }
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
        return Source.opened(path, SourceKind.of(file), file, Source.Extent.EXACT, position, count);
    }

    private static Source opened(Path path, long size, long position, long count)
            throws IOException {
        if (!isOfTheDefaultProvider(path)) {
            return stream(path, Source.Extent.EXACT, position, count);
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        SourceKind kind = size == 0 ? SourceKind.SIZELESS_FILE : SourceKind.of(file);
        return Source.opened(path, kind, file, Source.Extent.EXACT, position, count);
    }

    private static FileChannel openRegular(Path path) throws IOException {
        // The mode alone costs half of all attributes on JDK 17; those say what else it is.
        if (!Files.isRegularFile(path)) {
            requireRegular(path);
        }
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** An InputStream, since zipfs's channels load the whole entry or write a temporary file. */
    private static Source stream(Path path, Source.Extent extent, long position, long count)
            throws IOException {
        boolean untilEnd = extent == Source.Extent.AS_ANNOUNCED && count <= 0;
        return Source.opened(
                path,
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

    /** Fails if a file of this size has no such range. */
    static void requireRange(Object file, long size, long position, long count) throws SourceTruncatedException {
        if (size < position + count) {
            String name = file instanceof Path ? "'" + file + "'" : "a FileChannel";
            throw new SourceTruncatedException(
                    name + " has " + size + " bytes, and " + count + " at position " + position + " are wanted",
                    null,
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
