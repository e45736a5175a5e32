package io.zerocopy.examples.serve;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What the folder has where a request points, as it was when it was looked at.
 *
 * @param path to it
 * @param attributes of it
 */
record Found(Path path, BasicFileAttributes attributes) {
    boolean isFolder() {
        return attributes.isDirectory();
    }

    boolean isLink() {
        return attributes.isSymbolicLink();
    }

    /** A pipe is none: to open one would wait for who writes into it. */
    boolean isFile() {
        return attributes.isRegularFile();
    }
}
