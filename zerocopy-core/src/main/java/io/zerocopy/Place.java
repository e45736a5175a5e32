package io.zerocopy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a file is to be, once it is whole: a symbolic link stays, and what it names is replaced, as when it is written
 * through.
 *
 * @param path what is behind all links
 * @param replaced the file that is there now, a regular one that could be written in place; null if there is none
 */
record Place(Path path, @Nullable FileStatus replaced) {
    /** What Linux follows, too. */
    private static final int MOST_LINKS = 40;

    static Place of(Path target) throws IOException {
        Path path = target;
        FileStatus there = FileStatus.ifThere(path, LinkOption.NOFOLLOW_LINKS);
        for (int links = 0; there != null && there.type() == FileStatus.Type.LINK; links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(target.toString());
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
            there = FileStatus.ifThere(path, LinkOption.NOFOLLOW_LINKS);
        }
        if (there != null) {
            there.requireRegular(path);
            if (!Files.isWritable(path)) {
                throw new AccessDeniedException(path.toString());
            }
        } else if (!path.equals(target) && Files.exists(target)) {
            // A link of /proc/self/fd to a pipe, or to a file that has been deleted.
            throw new FileSystemException(target.toString(), path.toString(), "The link names what has no name");
        }
        return new Place(path, there);
    }

    /** Fails if what would be replaced is this very file. */
    void requireOtherThan(Path source, FileStatus status) throws IOException {
        if (replaced == null) {
            return;
        }
        Object key = FileStatus.hasNumbers(source) && FileStatus.hasNumbers(path) ? status.key() : null;
        boolean isSame = key == null ? Files.isSameFile(source, path) : key.equals(replaced.key());
        if (isSame) {
            throw new FileSystemException(source.toString(), path.toString(), "Source and target are the same file");
        }
    }
}
