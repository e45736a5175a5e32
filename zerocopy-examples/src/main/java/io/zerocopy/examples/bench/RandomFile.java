package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** A temporary file of random bytes: nothing to compress, no holes to skip. */
public final class RandomFile implements AutoCloseable {
    private static final int BLOCK_BYTES = 1024 * 1024;

    private final Path path;

    private RandomFile(Path path) {
        this.path = path;
    }

    /** Writes every byte, down to the disk: writing back later would cost CPU while something is measured. */
    public static RandomFile create(Path folder, long bytes) throws IOException {
        RandomFile file = new RandomFile(Files.createTempFile(folder, "zerocopy-", ".bin"));
        // Closing does not happen when the user presses Ctrl-C.
        file.path.toFile().deleteOnExit();
        try {
            file.fill(bytes);
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void fill(long bytes) throws IOException {
        SplittableRandom random = new SplittableRandom();
        byte[] block = new byte[BLOCK_BYTES];
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
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

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
