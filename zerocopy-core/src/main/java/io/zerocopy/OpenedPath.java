package io.zerocopy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A path that the library has opened, and who else is using the file. */
final class OpenedPath {
    private final Path path;
    private final @Nullable BasicFileAttributes looked;
    private @Nullable WindowRead reader;

    /**
     * Notes what was opened.
     *
     * @param looked what was there a moment before, null where nobody needs it
     */
    OpenedPath(Path path, @Nullable BasicFileAttributes looked) {
        this.path = path;
        this.looked = looked;
    }

    Path path() {
        return path;
    }

    /** Another thread reads the file from now on; null: not any more. */
    void readBy(@Nullable WindowRead window) {
        reader = window;
    }

    /** Closes the file, or leaves that to the thread that just reads it: a close would wait for it. */
    void close(Closeable file) throws IOException {
        if (reader == null || !reader.leave(file)) {
            file.close();
        }
    }

    /**
     * Tells whether the file that was opened, which has this size, is not the one that was looked at. The name may be
     * that one's again by now: then it tells another size.
     */
    boolean isAnother(long openedBytes) {
        if (looked == null) {
            return false;
        }
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return !Objects.equals(now.fileKey(), looked.fileKey()) || now.size() != openedBytes;
        } catch (IOException e) {
            return true;
        }
    }
}
