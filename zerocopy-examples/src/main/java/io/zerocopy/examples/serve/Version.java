package io.zerocopy.examples.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file's content from what it was before, and from that of another file in its place.
 *
 * @param isFile whether it is a regular file
 * @param fileKey the file that it is, if the system has such a thing
 * @param length in bytes
 * @param tag the entity tag: strong where the system keeps a time of change that nobody can set, else weak
 * @param modified in whole seconds, as HTTP has it; anybody who may write the file can set it
 * @param changed when anything of it changed last, to the tick, and nobody can set it; nothing where the system does
 *     not keep it
 */
record Version(
        boolean isFile,
        @Nullable Object fileKey,
        long length,
        String tag,
        Instant modified,
        Optional<Instant> changed) {
    private static final String CTIME = "unix:ctime";
    private static final String UNIX = "unix:isRegularFile,fileKey,size,lastModifiedTime,ctime,ino";

    /** Looks at what is there; of a link, at the link itself. */
    static Version of(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? strong(path) : weak(path);
    }

    /**
     * With the time of change, which is not that of modification: writing sets both, but {@code touch} and {@code cp
     * -p} set only the latter back. Two changes within a tick of the kernel's clock (some milliseconds, before Linux
     * 6.13) can have the same one.
     */
    private static Version strong(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, UNIX, LinkOption.NOFOLLOW_LINKS);
        long length = value(attributes, "size", Long.class);
        FileTime changed = value(attributes, "ctime", FileTime.class);
        String tag = "\"" + Long.toHexString(length) + "-" + Long.toHexString(changed.to(TimeUnit.NANOSECONDS)) + "-"
                + Long.toHexString(value(attributes, "ino", Long.class)) + "\"";
        return new Version(
                value(attributes, "isRegularFile", Boolean.class),
                attributes.get("fileKey"),
                length,
                tag,
                seconds(value(attributes, "lastModifiedTime", FileTime.class)),
                Optional.of(changed.toInstant()));
    }

    /** Whether {@link #isStillOf} can ever be sure. */
    boolean isUnmistakable() {
        return fileKey != null && changed.isPresent();
    }

    /** Whether what was found is a file of this version. Looks at it once more, for the time of change. */
    boolean isStillOf(Found found) throws IOException {
        return isUnmistakable()
                && found.isFile()
                && found.attributes().size() == length
                && Objects.equals(found.attributes().fileKey(), fileKey)
                && Files.getAttribute(found.path(), CTIME, LinkOption.NOFOLLOW_LINKS) instanceof FileTime now
                && changed.equals(Optional.of(now.toInstant()));
    }

    private static <T> T value(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name), name));
    }

    private static Version weak(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        FileTime modified = attributes.lastModifiedTime();
        String tag = "W/\"" + Long.toHexString(attributes.size()) + "-"
                + Long.toHexString(modified.to(TimeUnit.NANOSECONDS)) + "\"";
        return new Version(
                attributes.isRegularFile(),
                attributes.fileKey(),
                attributes.size(),
                tag,
                seconds(modified),
                Optional.empty());
    }

    private static Instant seconds(FileTime time) {
        return time.toInstant().truncatedTo(ChronoUnit.SECONDS);
    }
}
