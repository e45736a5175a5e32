package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for files that are written while something is measured: in memory where it has room. */
public final class ScratchFolder implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes it.
     *
     * @param elsewhere where to make it when memory has no room
     * @param bytes that are going to be in it
     */
    public static ScratchFolder create(Path elsewhere, long bytes) throws IOException {
        boolean memory = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > bytes;
        return in(memory ? MEMORY : elsewhere);
    }

    /** Makes it in a folder. */
    public static ScratchFolder in(Path folder) throws IOException {
        Path path = Files.createTempDirectory(folder, "zerocopy-");
        // The last registered goes first: what is in the folder, then the folder.
        deleteOnExit(path);
        return new ScratchFolder(path);
    }

    public Path path() {
        return path;
    }

    /** A name in it; nothing is made. */
    public Path file(String name) {
        Path file = path.resolve(name);
        deleteOnExit(file);
        return file;
    }

    /** Closing does not happen when the user presses Ctrl-C. */
    private static void deleteOnExit(Path path) {
        path.toFile().deleteOnExit();
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(path)) {
            files = list.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(path);
    }
}
