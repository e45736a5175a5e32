package io.zerocopy.model;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.zerocopy.testkit.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that cases send: a few sizes, made once; and one file of each file system that is made anew for a case that
 * changes it. The byte at a position is the same in all of them.
 */
final class SourceFiles implements Closeable {
    static final int LARGEST = 512 * 1024;

    /** How much longer than {@link #LARGEST} a file may grow. */
    static final int GROWTH = 64 * 1024;

    private static final int[] SIZES = {
        0, 1, 2, 3, 5, 10, 31, 64, 100, 255, 500, 1000, 2047, 4096, 4097, 8191, 12_345, 20_000, 32_768, 50_001, 65_536,
        65_537, 100_000, 131_072, 200_003, 262_145, 400_000, LARGEST
    };
    private static final byte[] MASTER = Content.of(7).bytes(0, LARGEST + GROWTH);

    private final Path folder;
    private final FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
    private final Map<Path, Boolean> made = new HashMap<>();

    SourceFiles(Path folder) {
        this.folder = folder;
    }

    /** The largest size in use that is not above this one. */
    static int nearestSize(int size) {
        int index = Arrays.binarySearch(SIZES, size);
        return SIZES[index >= 0 ? index : Math.max(0, -index - 2)];
    }

    /** What every file has at a position. */
    static byte[] bytes(long position, long count) {
        return Arrays.copyOfRange(MASTER, (int) position, (int) (position + count));
    }

    static byte byteAt(long position) {
        return MASTER[(int) position];
    }

    /** Where what was received differs first from the file's bytes from a position on; -1 where it does not. */
    static int firstDifference(ByteBuffer received, long position) {
        if (!received.hasRemaining()) {
            return -1;
        }
        int start = (int) Math.min(position, MASTER.length);
        int difference = received.mismatch(ByteBuffer.wrap(MASTER, start, MASTER.length - start));
        return difference < received.remaining() ? difference : -1;
    }

    /** The file that a case sends. */
    Path fileFor(SourcePlan plan) throws IOException {
        boolean changes = plan.change() != SourcePlan.Change.NONE;
        String name = changes ? "changing" : "of-" + plan.size() + "-bytes";
        Path file = plan.kind().isJimfs() ? jimfs.getPath(name) : folder.resolve(name);
        if (changes || made.putIfAbsent(file, true) == null) {
            Files.write(file, bytes(0, plan.size()));
        }
        return file;
    }

    /** Gives a file another length; what it grows by goes on as the rest does. */
    static void resize(Path file, long from, long to) throws IOException {
        if (file.getFileSystem().provider() != Path.of("").getFileSystem().provider()) {
            if (to > from) {
                Files.write(file, bytes(from, to - from), StandardOpenOption.APPEND);
            } else {
                Files.newByteChannel(file, StandardOpenOption.WRITE)
                        .truncate(to)
                        .close();
            }
            return;
        }
        // Not a channel: the thread may be interrupted by now.
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            if (to > from) {
                opened.seek(from);
                opened.write(bytes(from, to - from));
            } else {
                opened.setLength(to);
            }
        }
    }

    @Override
    public void close() throws IOException {
        jimfs.close();
    }
}
