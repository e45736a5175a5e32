package io.zerocopy.examples.serve;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A file opened for one answer, so that all its ranges are of one version, with what tells this version from others.
 *
 * @param content stays open until {@link #close}
 * @param length of it, in bytes
 * @param tag the entity tag
 * @param modified in whole seconds, as HTTP has it
 * @param type for Content-Type
 */
record ServedFile(FileChannel content, long length, String tag, Instant modified, String type) implements Closeable {
    static ServedFile open(Path path) throws IOException {
        BasicFileAttributes before = look(path);
        while (true) {
            FileChannel content = FileChannel.open(path);
            try {
                BasicFileAttributes after = look(path);
                // Another file has taken its place meanwhile: whose attributes these are would not be known.
                if (Objects.equals(before.fileKey(), after.fileKey())) {
                    return of(path, content, after);
                }
                before = after;
            } catch (IOException | RuntimeException e) {
                content.close();
                throw e;
            }
            content.close();
        }
    }

    private static BasicFileAttributes look(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private static ServedFile of(Path path, FileChannel content, BasicFileAttributes attributes) throws IOException {
        long length = content.size();
        String tag = "\"" + Long.toHexString(length) + "-"
                + Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)) + "\"";
        Instant modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        return new ServedFile(content, length, tag, modified, ContentTypes.of(String.valueOf(path.getFileName())));
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
