package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.RandomFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where a command that needs a file of random bytes writes it. */
final class RandomFileOption {
    private static final long BYTES_PER_MIB = 1024 * 1024;

    @Option(
            names = "--in",
            paramLabel = "FOLDER",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where random bytes are written (default ${DEFAULT-VALUE})")
    private Path folder = Path.of("");

    Path folder() {
        return folder;
    }

    RandomFile create(long bytes) throws IOException {
        requireRoom(bytes);
        return RandomFile.create(folder, bytes);
    }

    /** There is a folder, and so many bytes would not fill the disk of others. */
    void requireRoom(long bytes) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Files.exists(folder)
                    ? new NotDirectoryException(folder.toString())
                    : new NoSuchFileException(folder.toString());
        }
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        requireRoom(folder, bytes, Files.getFileStore(folder).getUsableSpace());
    }

    static void requireRoom(Path folder, long bytes, long usable) throws FileSystemException {
        if (bytes > usable / 2) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    String.format(
                            Locale.ROOT,
                            "%,d MiB of random bytes are more than half of the %,d MiB that are free",
                            bytes / BYTES_PER_MIB,
                            usable / BYTES_PER_MIB));
        }
    }
}
