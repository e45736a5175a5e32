package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The folder of one log: which files it has, what they are called, and that no second broker writes there. */
final class LogFolder implements Closeable {
    private static final String SEGMENT = ".log";
    private static final String INDEX = ".index";
    /** Of an index that was being written when the broker died. */
    private static final String DEBRIS = ".*.zerocopy";

    private final Path path;
    private final FolderLock lock;

    private LogFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    static LogFolder open(Path path) throws IOException {
        create(path.toAbsolutePath());
        FolderLock lock = FolderLock.take(path);
        try {
            try (DirectoryStream<Path> debris = Files.newDirectoryStream(path, DEBRIS)) {
                for (Path file : debris) {
                    Files.delete(file);
                }
            }
            return new LogFolder(path, lock);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** What is in a folder is lost in a power failure, fsync or not, when the folder's own name is. */
    private static void create(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path each = folder; each != null && Files.notExists(each); each = each.getParent()) {
            missing.push(each);
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        Files.createDirectories(folder);
        for (Path created : missing) {
            force(created.resolveSibling("."));
        }
    }

    /** Base offsets of the segments that are there, in order. */
    List<Long> baseOffsets() throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + SEGMENT)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                long offset = Long.parseLong(name.substring(0, name.length() - SEGMENT.length()));
                if (!segment(offset).getFileName().toString().equals(name)) {
                    throw new NumberFormatException(name);
                }
                offsets.add(offset);
            }
        } catch (NumberFormatException e) {
            throw new CorruptLogException("'" + path + "' has a file that is no segment: " + e.getMessage());
        }
        Collections.sort(offsets);
        return offsets;
    }

    Path segment(long baseOffset) {
        return file(baseOffset, SEGMENT);
    }

    Path index(long baseOffset) {
        return file(baseOffset, INDEX);
    }

    /** In the same digits wherever the broker runs: not every locale's are these. */
    private Path file(long baseOffset, String ending) {
        return path.resolve(String.format(Locale.ROOT, "%020d", baseOffset) + ending);
    }

    /** Takes away the names of a segment. One without an index is scanned; an index without a segment is debris. */
    void delete(long baseOffset) throws IOException {
        Files.deleteIfExists(index(baseOffset));
        Files.delete(segment(baseOffset));
    }

    /** Makes durable which names there are. */
    void force() throws IOException {
        force(path);
    }

    /** On a system without POSIX attributes a directory cannot be opened. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
                opened.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    @Override
    public String toString() {
        return "'" + path + "'";
    }
}
