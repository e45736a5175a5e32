package io.zerocopy.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of another provider whose size and stream are what the test says: there are providers whose streams are as odd
 * as that. It can be looked at and read, and nothing else.
 */
public final class StreamFile {
    /** Opens the stream. */
    public interface Opening {
        InputStream open() throws IOException;
    }

    private StreamFile() {}

    /** A regular file of this size, whose content is what the streams give. */
    public static Path of(long size, Opening opening) {
        FileSystem system = new OneFileProvider(size, opening).fileSystem();
        return BareProvider.proxy(Path.class, (path, method, arguments) -> switch (method.getName()) {
            case "getFileSystem" -> system;
            case "toString" -> "stream:/file";
            case "hashCode" -> 1;
            case "equals" -> path == arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static final class OneFileProvider extends BareProvider {
        private final long size;
        private final Opening opening;

        OneFileProvider(long size, Opening opening) {
            this.size = size;
            this.opening = opening;
        }

        @Override
        public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
            return opening.open();
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) {
            return type.cast(regularFile(size));
        }
    }
}
