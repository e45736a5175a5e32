package io.zerocopy.testkit;

import java.io.IOException;
import java.io.InputStream;
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
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        FileSystem system = new OneFileSystem(new OneFileProvider(size, opening));
        return proxy(Path.class, (path, method, arguments) -> switch (method.getName()) {
            case "getFileSystem" -> system;
            case "toString" -> "stream:/file";
            case "hashCode" -> 1;
            case "equals" -> path == arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StreamFile.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class OneFileProvider extends FileSystemProvider {
        private final BasicFileAttributes attributes;
        private final Opening opening;

        OneFileProvider(long size, Opening opening) {
            this.opening = opening;
            this.attributes = proxy(BasicFileAttributes.class, (file, method, arguments) -> switch (method.getName()) {
                case "isRegularFile" -> true;
                case "isDirectory", "isSymbolicLink", "isOther" -> false;
                case "size" -> size;
                default -> throw new UnsupportedOperationException(method.getName());
            });
        }

        @Override
        public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
            return opening.open();
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) {
            return type.cast(attributes);
        }

        @Override
        public String getScheme() {
            return "stream";
        }

        @Override
        public boolean isSameFile(Path path, Path other) {
            return path == other;
        }

        @Override
        public boolean isHidden(Path path) {
            return false;
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) {}

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
        public void delete(Path path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
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

    private static final class OneFileSystem extends FileSystem {
        private final FileSystemProvider provider;

        OneFileSystem(FileSystemProvider provider) {
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
            return true;
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
