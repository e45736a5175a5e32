package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.ZeroCopyPolicy;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log has one broker, whoever else asks for it, and by whatever name: in this process and in others. */
@Timeout(300)
class FolderLockTest {
    @TempDir
    private Path root = Path.of("");

    /** POSIX: closing any descriptor of a file drops all locks that the process has on it. */
    @Test
    void whoIsRefusedInThisProcessDoesNotLetAnotherProcessIn() throws Exception {
        Path folder = root.resolve("log");
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            assertThat(log.endOffset()).isZero();
            for (Path name : names(folder)) {
                for (int i = 0; i < 2; i++) {
                    requireRefused(name);
                }
            }
            requireRefusedByAnotherProcess(folder);
            requireRefused(folder);
        }
        startInAnotherProcess(folder).close();
        Log.open(folder, LogOptions.DEFAULTS).close();
    }

    private List<Path> names(Path folder) throws IOException {
        List<Path> names = new ArrayList<>(List.of(folder, root.resolve("log/../log/."), folder.toRealPath()));
        names.add(Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath()));
        names.add(Files.createSymbolicLink(root.resolve("link"), folder));
        // As a copy by hard links has it (cp -al): another folder, the same lock file.
        Path copy = Files.createDirectory(root.resolve("copy"));
        Files.createLink(copy.resolve("lock"), folder.resolve("lock"));
        names.add(copy);
        return names;
    }

    @Test
    void whoIsRefusedInAnotherClassLoaderDoesNotLetAnotherProcessIn() throws Exception {
        Path folder = root.resolve("log");
        try (URLClassLoader other = otherClassLoader();
                Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            assertThat(log.endOffset()).isZero();
            assertThatThrownBy(() -> openIn(other, folder))
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("runs already");
            requireRefusedByAnotherProcess(folder);
        }
        try (URLClassLoader other = otherClassLoader();
                Closeable log = openIn(other, folder)) {
            assertThat(log).isNotNull();
            requireRefused(folder);
            requireRefusedByAnotherProcess(folder);
        }
    }

    @Test
    void aLogThatDoesNotOpenIsNotHeld() throws Exception {
        Path folder = Files.createDirectory(root.resolve("log"));
        Path stray = Files.createFile(folder.resolve("stray.log"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Log.open(folder, LogOptions.DEFAULTS)).isInstanceOf(CorruptLogException.class);
        }
        Files.delete(stray);
        startInAnotherProcess(folder).close();
    }

    /** The second close must not open the door to a third. */
    @Test
    void aLogThatIsClosedTwiceGivesUpOnlyItsOwn() throws Exception {
        Path folder = root.resolve("log");
        Log first = Log.open(folder, LogOptions.DEFAULTS);
        first.close();
        try (Log second = Log.open(folder, LogOptions.DEFAULTS)) {
            first.close();
            assertThat(second.endOffset()).isZero();
            requireRefused(folder);
            requireRefusedByAnotherProcess(folder);
        }
    }

    private static void requireRefused(Path folder) {
        assertThatThrownBy(() -> Log.open(folder, LogOptions.DEFAULTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runs already");
    }

    private static void requireRefusedByAnotherProcess(Path folder) {
        assertThatThrownBy(() -> startInAnotherProcess(folder).close()).hasMessageContaining("has not started");
    }

    private static BrokerProcess startInAnotherProcess(Path folder) throws IOException {
        return BrokerProcess.start(folder, Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER);
    }

    private static URLClassLoader otherClassLoader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Closeable openIn(ClassLoader loader, Path folder)
            throws ReflectiveOperationException, InvocationTargetException {
        Class<?> options = loader.loadClass(LogOptions.class.getName());
        return (Closeable) loader.loadClass(Log.class.getName())
                .getMethod("open", Path.class, options)
                .invoke(null, folder, options.getField("DEFAULTS").get(null));
    }
}
