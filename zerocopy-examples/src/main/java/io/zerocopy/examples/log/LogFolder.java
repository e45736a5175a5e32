package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder of one log: which files it has, what they are called, and that no second broker writes there. */
final class LogFolder implements Closeable {
    private static final String SEGMENT = ".log";
    private static final String INDEX = ".index";
    /** Of an index that was being written when the broker died. */
    private static final String DEBRIS = ".*.zerocopy";

    private final Path path;
    private final FileChannel lock;

    private LogFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static LogFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            // Held until the channel is closed, or the process dies.
            if (tryLock(lock) == null) {
                throw new IOException("'" + path + "' is the log of a broker that runs already");
            }
            try (DirectoryStream<Path> debris = Files.newDirectoryStream(path, DEBRIS)) {
                for (Path file : debris) {
                    Files.delete(file);
                }
            }
            return new LogFolder(path, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // The broker is in this process.
            return null;
        }
    }

    /** Base offsets of the segments that are there, in order. */
    List<Long> baseOffsets() throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + SEGMENT)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                offsets.add(Long.parseLong(name.substring(0, name.length() - SEGMENT.length())));
            }
        } catch (NumberFormatException e) {
            throw new CorruptLogException("'" + path + "' has a file that is no segment: " + e.getMessage());
        }
        Collections.sort(offsets);
        return offsets;
    }

    Path segment(long baseOffset) {
        return path.resolve(String.format("%020d", baseOffset) + SEGMENT);
    }

    Path index(long baseOffset) {
        return path.resolve(String.format("%020d", baseOffset) + INDEX);
    }

    /** Makes the names of new files durable. On a system without POSIX attributes a directory cannot be opened. */
    void force() throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel opened = FileChannel.open(path, StandardOpenOption.READ)) {
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
