package io.zerocopy.examples.serve;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An upload on its way: a hidden file beside its place, which nobody may read who could not read the old one. The
 * library's own receive would put it in place, too, but at once: here it is looked at in between whether it still may.
 */
final class Incoming implements Closeable {
    private final Path temporary;

    private Incoming(Path temporary) {
        this.temporary = temporary;
    }

    /** Begins one that is to be put here. */
    static Incoming beside(Path place) throws IOException {
        requireWritable(place);
        String name =
                "." + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX) + ".upload";
        Path temporary = place.resolveSibling(name);
        Files.createFile(temporary, asOf(place));
        return new Incoming(temporary);
    }

    /** A move would replace a file that is locked, too. */
    private static void requireWritable(Path place) throws IOException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isWritable(place)) {
            throw new AccessDeniedException(place.toString());
        }
    }

    /** The permissions of what is there; what any new file gets where nothing is. */
    private static FileAttribute<?>[] asOf(Path place) throws IOException {
        PosixFileAttributeView old =
                Files.getFileAttributeView(place, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (old == null) {
            return new FileAttribute<?>[0];
        }
        try {
            return new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(old.readAttributes().permissions())
            };
        } catch (NoSuchFileException e) {
            return new FileAttribute<?>[0];
        }
    }

    /** Where the bytes go. */
    Path path() {
        return temporary;
    }

    /** Puts it in its place, with the permissions and the group of what it replaces. */
    void moveTo(Path place) throws IOException {
        requireWritable(place);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            beLike(place);
        }
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private void beLike(Path old) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(old, PosixFileAttributes.class);
        if (!wanted.group().equals(view.readAttributes().group())) {
            try {
                view.setGroup(wanted.group());
            } catch (FileSystemException e) {
                // Only a member may give a file to a group.
            }
        }
        view.setPermissions(wanted.permissions());
    }

    /** Leaves nothing behind, unless it has been moved. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }
}
