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
    /** Tells whether the name is another file's than it was when it was looked at. */
    boolean isAnotherByNow() {
        if (looked == null) {
            return false;
        }
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return !Objects.equals(now, looked.fileKey());
        } catch (IOException e) {
            return true;
        }
    }
}
