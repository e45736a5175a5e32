package io.zerocopy.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A temporary file of random bytes: nothing to compress, no holes to skip.
 *
 * @param path where it is
 */
public record RandomFile(Path path) implements Closeable {
    private static final int BLOCK_BYTES = 1024 * 1024;

    /** Writes every byte, down to the disk: writing back later would cost CPU while something is measured. */
    public static RandomFile create(Path folder, long bytes) throws IOException {
        RandomFile file = new RandomFile(Files.createTempFile(folder, "zerocopy-", ".bin"));
        // Closing does not happen when the user presses Ctrl-C.
        file.path.toFile().deleteOnExit();
        try {
            write(file.path, bytes);
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Writes so many random bytes into a file that has none. */
    public static void write(Path path, long bytes) throws IOException {
        SplittableRandom random = new SplittableRandom();
        byte[] block = new byte[BLOCK_BYTES];
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            for (long missing = bytes; missing > 0; missing -= block.length) {
                random.nextBytes(block);
                ByteBuffer rest = ByteBuffer.wrap(block, 0, (int) Math.min(block.length, missing));
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            channel.force(true);
        }
    }

    /** Lets the next reader of a file wait for the disk. */
    public static void drop(Path path) throws IOException {
        // With a count of 0 GNU's dd reads nothing, and advises the kernel that nobody needs the file.
        if (!Program.succeeds(List.of("dd", "if=" + path, "iflag=nocache", "count=0"))) {
            throw new IOException("dd cannot drop " + path + " from the page cache");
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
