package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that appears only when it is whole: written beside the place where it belongs, then moved there. What a killed
 * process leaves behind is named {@code .NAME.RANDOM.zerocopy}.
 */
final class NewFile implements Landing {
    private static final Logger LOG = LoggerFactory.getLogger(ZeroCopyTransfer.class);

    /** The longest name of the file systems in use: 255 bytes on Linux and macOS, 255 characters on NTFS. */
    private static final int LONGEST_NAME_BYTES = 255;

    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final Path asked;
    private final Path place;
    private final Path temporary;
    private final Durability durability;
    private final WritableByteChannel channel;
    private final Permissions permissions;
    /** To be set when all bytes are there; {@link FileStatus#UNKNOWN} if there is nothing to set. */
    private int bits = FileStatus.UNKNOWN;

    private boolean moved;

    private NewFile(
            Path asked,
            Path place,
            Path temporary,
            Durability durability,
            WritableByteChannel channel,
            Permissions permissions) {
        this.asked = asked;
        this.place = place;
        this.temporary = temporary;
        this.durability = durability;
        this.channel = channel;
        this.permissions = permissions;
    }

    /** Makes an empty file for what comes from a channel. */
    static NewFile at(Path target, Durability durability) throws IOException {
        requireDurable(target, durability);
        Place place = Place.of(target);
        if (place.replaced() != null) {
            // Not for a copy, whose source is still there when it fails: this would double its system calls.
            MountPoints.requireNone(place.path());
        }
        return make(target, place.path(), durability, new Permissions(place.replaced(), null));
    }

    /** Makes an empty file for the content of another one. */
    static NewFile copyOf(Path source, Path target, Durability durability) throws IOException {
        requireDurable(target, durability);
        FileStatus copied = FileStatus.of(source).requireRegular(source);
        Place place = Place.of(target);
        place.requireOtherThan(source, copied);
        return make(target, place.path(), durability, new Permissions(place.replaced(), copied));
    }

    private static void requireDurable(Path target, Durability durability) {
        if (durability == Durability.FSYNC && !SourceFile.isOfTheDefaultProvider(target)) {
            throw new IllegalArgumentException(
                    "FSYNC is for files of the default file system, and " + Wording.end(target) + " is of another");
        }
    }

    private static NewFile make(Path target, Path place, Durability durability, Permissions permissions)
            throws IOException {
        Path temporary = temporaryFor(place);
        try {
            boolean tries = FileStatus.hasNumbers(temporary) && permissions.dependOnANewFile();
            int anyNewFile = tries ? tried(temporary) : Permissions.ANY_NEW_FILE;
            WritableByteChannel channel = create(temporary, permissions.atFirst());
            NewFile file = new NewFile(target, place, temporary, durability, channel, permissions);
            try {
                if (FileStatus.hasNumbers(temporary) && permissions.dependOnTheGroup()) {
                    file.look(anyNewFile);
                }
                return file;
            } catch (IOException | RuntimeException e) {
                file.closeAfter(e);
                throw e;
            }
        } catch (FileSystemException e) {
            throw naming(target, e);
        }
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

    /** What the system gives a new file here: found out with one that never has any content. */
    private static int tried(Path temporary) throws IOException {
        FileChannel.open(temporary, NEW).close();
        try {
            return FileStatus.of(temporary, LinkOption.NOFOLLOW_LINKS).bits();
        } finally {
            Files.delete(temporary);
        }
    }

    /** With these permissions from the beginning: who opens a file while it is empty reads all that comes. */
    private static WritableByteChannel create(Path temporary, int bits) throws IOException {
        if (!SourceFile.isOfTheDefaultProvider(temporary)) {
            // Zip's own channels keep the whole entry in memory; a stream is what every provider has.
            return new StreamTarget(Files.newOutputStream(temporary, NEW.toArray(new OpenOption[0])));
        }
        return bits == Permissions.ANY_NEW_FILE || !FileStatus.hasNumbers(temporary)
                ? FileChannel.open(temporary, NEW)
                : FileChannel.open(
                        temporary, NEW, PosixFilePermissions.asFileAttribute(FileStatus.permissionsOf(bits)));
    }

    /**
     * Gives the file the group of the one that it replaces, where the system lets us, and finds out which permissions
     * are still to be set. That waits for the last byte: each write takes the special bits away again.
     */
    private void look(int anyNewFile) throws IOException {
        FileStatus made = FileStatus.of(temporary, LinkOption.NOFOLLOW_LINKS);
        FileStatus replaced = permissions.replaced();
        if (replaced != null && replaced.group() != made.group() && takeGroup(replaced.group())) {
            made = made.inGroup(replaced.group());
        }
        int whole = permissions.whole(made, anyNewFile);
        if (whole != made.bits()) {
            bits = whole;
        }
        if (replaced != null && whole != replaced.bits()) {
            LOG.debug(
                    "{} cannot keep the permissions {}: {}",
                    this,
                    Integer.toOctalString(replaced.bits()),
                    Integer.toOctalString(whole));
        }
    }

    /** The administrator may give a file any group, others one that they are in. */
    private boolean takeGroup(int group) {
        try {
            Files.setAttribute(temporary, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public WritableByteChannel channel() {
        return channel;
    }

    @Override
    public TargetKind kind() {
        return channel instanceof FileChannel ? TargetKind.NEW_FILE : TargetKind.STREAM;
    }

    @Override
    public void publish() throws IOException {
        if (durability == Durability.FSYNC && channel instanceof FileChannel file) {
            setPermissions();
            // Before the move: or a crash could leave the new name on a file without its bytes.
            file.force(true);
        }
        channel.close();
        if (!(channel instanceof FileChannel)) {
            lookAtForeign();
        }
        // After the close, where that can be: it takes a descriptor, and there may be no other.
        setPermissions();
        if (durability == Durability.FSYNC) {
            moveDurably();
        } else {
            move();
        }
    }

    /** A file in a zip is not there before its stream is closed. */
    private void lookAtForeign() throws IOException {
        FileStatus made = FileStatus.of(temporary);
        if (made.hasPermissions()) {
            int whole = permissions.whole(made, made.bits());
            bits = whole == made.bits() ? FileStatus.UNKNOWN : whole;
        }
    }

    private void setPermissions() throws IOException {
        if (bits != FileStatus.UNKNOWN) {
            FileStatus.setBits(temporary, bits);
            bits = FileStatus.UNKNOWN;
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

    private void move() throws IOException {
        try {
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
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
            named = new AccessDeniedException(file, null, "permission denied");
        } else if (e instanceof NoSuchFileException) {
            named = new NoSuchFileException(file, null, "there is no such directory");
        } else {
            named = new FileSystemException(file, null, e.getReason());
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
    public String unpublished(String reason) {
        return moved
                ? "its folder could not be forced to the disk: " + reason
                        + ". It is in place, but may not survive a crash."
                : "the file could not be put in place: " + reason + ". There is no new file.";
    }

    @Override
    public String toString() {
        return Wording.end(asked);
    }
}
