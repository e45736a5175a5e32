package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A file system that can do next to nothing: write streams, and move files in its own way. */
@ExtendWith(LeftOvers.class)
class PlainProviderTest {
    private static final Content CONTENT = Content.of(68);
    private static final int SIZE = 200_003;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final FileSystem system = new PlainFileSystem(new PlainProvider());

    /** It says so by UnsupportedOperationException, as of any option that it does not know. */
    @Test
    void aProviderThatKnowsNoAtomicMove() throws IOException {
        for (int size : new int[] {100, SIZE}) {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, size), path("file"));
            assertThat(files).containsOnlyKeys("file");
            assertThat(files.get("file")).isEqualTo(CONTENT.bytes(0, size));
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(PlainProviderTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Path path(String name) {
        return proxy(Path.class, (path, method, arguments) -> switch (method.getName()) {
            case "getFileSystem" -> system;
            case "getFileName" -> path;
            case "resolveSibling" -> path(arguments[0].toString());
            case "toString" -> name;
            case "hashCode" -> name.hashCode();
            case "equals" -> name.equals(arguments[0].toString());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private final class PlainProvider extends FileSystemProvider {
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
            int size = there(path).length;
            return type.cast(proxy(BasicFileAttributes.class, (file, method, arguments) -> switch (method.getName()) {
                case "isRegularFile" -> true;
                case "isDirectory", "isSymbolicLink", "isOther" -> false;
                case "size" -> (long) size;
                case "fileKey" -> null;
                default -> throw new UnsupportedOperationException(method.getName());
            }));
        }

        @Override
        public <V extends FileAttributeView> @Nullable V getFileAttributeView(
                Path path, Class<V> type, LinkOption... options) {
            return null;
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            there(path);
        }

        @Override
        public String getScheme() {
            return "plain";
        }

        @Override
        public boolean isSameFile(Path path, Path other) {
            return path.equals(other);
        }

        @Override
        public boolean isHidden(Path path) {
            return false;
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... created) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... created) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAttribute(Path path, String name, Object value, LinkOption... options) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class PlainFileSystem extends FileSystem {
        private final FileSystemProvider provider;

        PlainFileSystem(FileSystemProvider provider) {
            this.provider = provider;
        }

        @Override
        public FileSystemProvider provider() {
            return provider;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return "/";
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return List.of();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return List.of();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return Set.of("basic");
        }

        @Override
        public Path getPath(String first, String... more) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PathMatcher getPathMatcher(String syntaxAndPattern) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }
}
