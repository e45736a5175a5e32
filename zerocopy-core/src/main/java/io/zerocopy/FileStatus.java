package io.zerocopy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one look says of a file: what it is, which one, and who may use it; as numbers, where the system has them, since
 * a group need not have a name.
 *
 * @param bits permissions and special bits, as chmod(2) takes them; {@link #UNKNOWN} where a file system has none
 * @param owner a number; {@link #UNKNOWN} where there is none
 * @param group a number; {@link #UNKNOWN} where there is none
 * @param key the same for the same file alone; null where the provider has none
 */
record FileStatus(
        Type type, int bits, int owner, int group, @Nullable Object key) {
    static final int UNKNOWN = -1;

    private static final int TYPE_BITS = 0170000;
    private static final int PERMISSION_BITS = 07777;
    private static final int DIRECTORY_TYPE = 0040000;
    private static final int REGULAR_TYPE = 0100000;
    private static final int LINK_TYPE = 0120000;

    /** What a path names. */
    enum Type {
        REGULAR,
        DIRECTORY,
        LINK,
        OTHER
    }

    private record Inode(Object device, Object number) {}

    /** One system call: the names of owner and group, which "unix:*" would look up, are not asked for. */
    static FileStatus of(Path path, LinkOption... options) throws IOException {
        if (hasNumbers(path)) {
            Map<String, Object> unix = Files.readAttributes(path, "unix:mode,uid,gid,dev,ino", options);
            int mode = number(unix, "mode");
            return new FileStatus(
                    typeOf(mode),
                    mode & PERMISSION_BITS,
                    number(unix, "uid"),
                    number(unix, "gid"),
                    new Inode(value(unix, "dev"), value(unix, "ino")));
        }
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, options);
        BasicFileAttributes basic =
                view == null ? Files.readAttributes(path, BasicFileAttributes.class, options) : view.readAttributes();
        int bits = basic instanceof PosixFileAttributes posix ? bitsOf(posix.permissions()) : UNKNOWN;
        return new FileStatus(typeOf(basic), bits, UNKNOWN, UNKNOWN, basic.fileKey());
    }

    /** The same, null if there is nothing of this name. */
    static @Nullable FileStatus ifThere(Path path, LinkOption... options) throws IOException {
        try {
            return of(path, options);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Fails unless this is a regular file, which the path names. */
    FileStatus requireRegular(Path path) throws FileSystemException {
        if (type != Type.REGULAR) {
            throw new FileSystemException(
                    path.toString(), null, type == Type.DIRECTORY ? "Is a directory" : "Not a regular file");
        }
        return this;
    }

    FileStatus inGroup(int other) {
        return new FileStatus(type, bits, owner, other, key);
    }

    boolean hasPermissions() {
        return bits != UNKNOWN;
    }

    /** Of the default provider, and on a system that has them: not on Windows. */
    static boolean hasNumbers(Path path) {
        return SourceFile.isOfTheDefaultProvider(path)
                && path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Gives a file these permissions; never what a symbolic link in its place names. */
    static void setBits(Path path, int bits) throws IOException {
        if (hasNumbers(path)) {
            Files.setAttribute(path, "unix:mode", bits, LinkOption.NOFOLLOW_LINKS);
        } else {
            Files.setPosixFilePermissions(path, permissionsOf(bits));
        }
    }

    static Set<PosixFilePermission> permissionsOf(int bits) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((bits & bitOf(each)) != 0) {
                permissions.add(each);
            }
        }
        return permissions;
    }

    private static int bitsOf(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission each : permissions) {
            bits |= bitOf(each);
        }
        return bits;
    }

    private static int bitOf(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 0040;
            case GROUP_WRITE -> 0020;
            case GROUP_EXECUTE -> 0010;
            case OTHERS_READ -> 0004;
            case OTHERS_WRITE -> 0002;
            case OTHERS_EXECUTE -> 0001;
        };
    }

    private static Type typeOf(int mode) {
        return switch (mode & TYPE_BITS) {
            case REGULAR_TYPE -> Type.REGULAR;
            case DIRECTORY_TYPE -> Type.DIRECTORY;
            case LINK_TYPE -> Type.LINK;
            default -> Type.OTHER;
        };
    }

    private static Type typeOf(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Type.REGULAR;
        }
        if (attributes.isDirectory()) {
            return Type.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? Type.LINK : Type.OTHER;
    }

    private static int number(Map<String, Object> attributes, String name) {
        return ((Number) value(attributes, name)).intValue();
    }

    private static Object value(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        if (value == null) {
            throw new AssertionError("the unix view has no " + name);
        }
        return value;
    }
}
