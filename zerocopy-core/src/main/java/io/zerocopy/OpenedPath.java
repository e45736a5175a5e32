package io.zerocopy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path that the library has opened.
 *
 * @param looked what was there a moment before, null where nobody needs it
 */
record OpenedPath(Path path, @Nullable BasicFileAttributes looked) {
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
