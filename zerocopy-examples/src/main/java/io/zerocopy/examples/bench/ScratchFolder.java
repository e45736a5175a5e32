package io.zerocopy.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * A temporary folder for files that are written while something is measured.
 *
 * @param path where it is
 */
public record ScratchFolder(Path path) implements Closeable {
    private static final Path MEMORY = Path.of("/dev/shm");

    /** Makes it in memory where that has room for so many bytes, else in a folder. */
    public static ScratchFolder create(Path elsewhere, long bytes) throws IOException {
        boolean memory = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > bytes;
        return in(memory ? MEMORY : elsewhere);
    }

    /** Makes it in a folder. */
    public static ScratchFolder in(Path folder) throws IOException {
        return new ScratchFolder(deletedOnExit(Files.createTempDirectory(folder, "zerocopy-")));
    }

    /** A name in it; nothing is made. */
    public Path file(String name) {
        return deletedOnExit(path.resolve(name));
    }

    /** Closing does not happen when the user presses Ctrl-C. The last registered goes first: files, then folders. */
    private static Path deletedOnExit(Path path) {
        path.toFile().deleteOnExit();
        return path;
    }

    @Override
    public void close() throws IOException {
        FileUtils.deleteDirectory(path.toFile());
    }
}
