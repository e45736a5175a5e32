package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.BareProvider;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A file system that can do next to nothing: write streams, and move files in its own way. */
@ExtendWith(LeftOvers.class)
class PlainProviderTest {
    private static final Content CONTENT = Content.of(68);
    private static final int SIZE = 200_003;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final FileSystem system = new PlainProvider().fileSystem();

    /** It says so by UnsupportedOperationException, as of any option that it does not know. */
    @Test
    void aProviderThatKnowsNoAtomicMove() throws IOException {
        for (int size : new int[] {100, SIZE}) {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, size), path("file"));
            assertThat(files).containsOnlyKeys("file");
            assertThat(files.get("file")).isEqualTo(CONTENT.bytes(0, size));
        }
    }

    private Path path(String name) {
        return BareProvider.proxy(Path.class, (path, method, arguments) -> switch (method.getName()) {
            case "getFileSystem" -> system;
            case "getFileName" -> path;
            case "resolveSibling" -> path(arguments[0].toString());
            case "toString" -> name;
            case "hashCode" -> name.hashCode();
            case "equals" -> name.equals(arguments[0].toString());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private final class PlainProvider extends BareProvider {
        private byte[] there(Path path) throws NoSuchFileException {
            byte[] content = files.get(path.toString());
            if (content == null) {
                throw new NoSuchFileException(path.toString());
            }
            return content;
        }

        @Override
        public OutputStream newOutputStream(Path path, OpenOption... options) {
            files.put(path.toString(), new byte[0]);
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    files.computeIfPresent(path.toString(), (name, before) -> toByteArray());
                }
            };
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            if (!Arrays.equals(options, new CopyOption[] {StandardCopyOption.REPLACE_EXISTING})) {
                throw new UnsupportedOperationException(Arrays.toString(options));
            }
            files.put(target.toString(), there(source));
            files.remove(source.toString());
        }

        @Override
        public void delete(Path path) throws IOException {
            there(path);
            files.remove(path.toString());
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return type.cast(regularFile(there(path).length));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            there(path);
        }
    }
}
