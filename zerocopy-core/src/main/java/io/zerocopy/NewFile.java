package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears only when it is whole: written beside the place where it belongs, then moved there. What a killed
 * process leaves behind is named {@code .NAME.RANDOM.zerocopy}.
 */
final class NewFile implements Landing {
    /** The longest name of the file systems in use: 255 bytes on Linux and macOS, 255 characters on NTFS. */
    private static final int LONGEST_NAME_BYTES = 255;

    /** What Linux follows, too. */
    private static final int MOST_LINKS = 40;

    private final Path asked;
    private final Path place;
    private final Path temporary;
    private final Durability durability;
    private final WritableByteChannel channel;
    /** Those of the file that is replaced, if there is one. */
    private final @Nullable Set<PosixFilePermission> permissions;

    private boolean moved;

    private NewFile(
            Path asked,
            Path place,
            Path temporary,
            Durability durability,
            WritableByteChannel channel,
            @Nullable Set<PosixFilePermission> permissions) {
        this.asked = asked;
        this.place = place;
        this.temporary = temporary;
        this.durability = durability;
        this.channel = channel;
        this.permissions = permissions;
    }

    /** Makes an empty file, with the permissions of the one that it is to replace, if there is one. */
    static NewFile at(Path target, Durability durability) throws IOException {
        if (durability == Durability.FSYNC && !SourceFile.isOfTheDefaultProvider(target)) {
            throw new IllegalArgumentException("FSYNC is for files of the default file system: " + target);
        }
        Path place = behindLinks(target);
        boolean linksToSomething = !place.equals(target) && Files.exists(target);
        boolean replaces = requireNothingOrWritable(place);
        if (linksToSomething && !replaces) {
            // A link of /proc/self/fd to a pipe, or to a file that has been deleted.
            throw new FileSystemException(target.toString(), place.toString(), "The link names what has no name");
        }
        Set<PosixFilePermission> kept = replaces ? permissionsOf(place) : null;
        Path temporary = temporaryFor(place);
        WritableByteChannel channel;
        try {
            channel = create(temporary, kept);
        } catch (FileSystemException e) {
            throw naming(target, e);
        }
        NewFile file = new NewFile(target, place, temporary, durability, channel, kept);
        try {
            if (channel instanceof FileChannel) {
                file.restorePermissions();
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.closeAfter(e);
            throw e;
        }
    }

    /** A symbolic link stays, and what it names is replaced: as when it is written through. */
    private static Path behindLinks(Path target) throws IOException {
        Path path = target;
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(target.toString());
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path;
    }

    /** Returns whether there is a file, which then is a regular one that could be written in place. */
    private static boolean requireNothingOrWritable(Path place) throws IOException {
        try {
            SourceFile.requireRegular(place);
        } catch (NoSuchFileException e) {
            return false;
        }
        if (!Files.isWritable(place)) {
            throw new AccessDeniedException(place.toString());
        }
        return true;
    }

    /** A dot, as much of the name as fits, and what tells one transfer's file from another's. */
    private static Path temporaryFor(Path place) {
        String end =
                "." + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX) + ".zerocopy";
        String name = "." + place.getFileName();
        while (name.getBytes(StandardCharsets.UTF_8).length + end.length() > LONGEST_NAME_BYTES) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        try {
            return place.resolveSibling(name + end);
        } catch (InvalidPathException e) {
            // A name of bytes for which the locale of this JVM has no characters ("C" in a container): it cannot be
            // said again.
            return place.resolveSibling(end);
        }
    }

    private static @Nullable Set<PosixFilePermission> permissionsOf(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view == null ? null : view.readAttributes().permissions();
    }

    /** With these permissions from the beginning: what others may not read must not be readable on its way either. */
    private static WritableByteChannel create(Path temporary, @Nullable Set<PosixFilePermission> permissions)
            throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (!SourceFile.isOfTheDefaultProvider(temporary)) {
            // Zip's own channels keep the whole entry in memory; a stream is what every provider has.
            return new StreamTarget(Files.newOutputStream(temporary, options.toArray(new OpenOption[0])));
        }
        return permissions == null
                ? FileChannel.open(temporary, options)
                : FileChannel.open(temporary, options, PosixFilePermissions.asFileAttribute(permissions));
    }

    @Override
    public WritableByteChannel channel() {
        return channel;
    }

    @Override
    public void publish() throws IOException {
        if (durability == Durability.FSYNC && channel instanceof FileChannel file) {
            // Before the move: or a crash could leave the new name on a file without its bytes.
            file.force(true);
        }
        channel.close();
        if (!(channel instanceof FileChannel)) {
            // A file in a zip is not there before its stream is closed.
            restorePermissions();
        }
        if (durability == Durability.FSYNC) {
            moveDurably();
        } else {
            move();
        }
    }

    /** On a system without POSIX attributes (Windows) a directory cannot be opened, and the move itself is logged. */
    private void moveDurably() throws IOException {
        Path directory = place.toAbsolutePath().getParent();
        if (directory == null
                || !place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            move();
            return;
        }
        // Opened first: a directory that may be written and not read is to fail before anything has changed.
        try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            move();
            opened.force(true);
        }
    }

    /** Gives back what the umask has taken away when the file was made. */
    private void restorePermissions() throws IOException {
        if (permissions != null) {
            Files.setPosixFilePermissions(temporary, permissions);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // Of the default provider a move within a directory always is atomic.
            if (SourceFile.isOfTheDefaultProvider(place)) {
                throw e;
            }
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
        }
        moved = true;
    }

    /** The caller knows the file by the name that he gave, not by ours. */
    private static FileSystemException naming(Path target, FileSystemException e) {
        FileSystemException named;
        String file = target.toString();
        if (e instanceof AccessDeniedException) {
            named = new AccessDeniedException(file, e.getFile(), e.getReason());
        } else if (e instanceof NoSuchFileException) {
            named = new NoSuchFileException(file, e.getFile(), "there is no such directory");
        } else {
            named = new FileSystemException(file, e.getFile(), e.getReason());
        }
        named.initCause(e);
        return named;
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Removes the file again if it has not been put in place. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!moved) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    @Override
    public String toString() {
        return "'" + asked + "'";
    }
}
