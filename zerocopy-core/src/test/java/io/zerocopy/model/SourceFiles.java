package io.zerocopy.model;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DirectFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The files that cases send: a few sizes, made once; and one file of each file system that is made anew for a case that
 * changes it. The byte at a position is the same in all of them.
 */
final class SourceFiles implements Closeable {
    static final int LARGEST = 512 * 1024;

    /** How much longer than {@link #LARGEST} a file may grow. */
    static final int GROWTH = 64 * 1024;

    private static final String CHANGING = "changing";

    private static final int[] SIZES = {
        0, 1, 2, 3, 5, 10, 31, 64, 100, 255, 500, 1000, 2047, 4096, 4097, 8191, 12_345, 20_000, 32_768, 50_001, 65_536,
        65_537, 100_000, 131_072, 200_003, 262_145, 400_000, LARGEST
    };
    private static final byte[] MASTER = Content.of(7).bytes(0, LARGEST + GROWTH);

    private static final ByteBuffer DIRECT =
            ByteBuffer.allocateDirect(MASTER.length).put(MASTER).asReadOnlyBuffer();

    private final Path folder;
    private final boolean hasDirect;
    private final FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
    private final Set<Path> made = new HashSet<>();

    SourceFiles(Path folder) throws IOException {
        this.folder = folder;
        String problem = DirectFile.problemIn(folder);
        hasDirect = problem.isEmpty();
        if (!hasDirect) {
            System.err.println("*** SKIPPED IN THE MODEL: DIRECT files are opened as any other: " + problem);
        }
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

    /** The same in the middle of a buffer that has more on both sides. */
    static ByteBuffer buffer(int position, int count) {
        return ByteBuffer.wrap(MASTER).position(position).limit(position + count);
    }

    static ByteBuffer directBuffer(int position, int count) {
        return DIRECT.duplicate().position(position).limit(position + count);
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
        if (plan.kind().isJimfs()) {
            return changes ? written(jimfs.getPath(CHANGING), plan.size()) : ofSizeInJimfs(plan.size());
        }
        return changes ? changed(plan.size()) : ofSize(plan.size());
    }

    /** A file that stays as it is. */
    Path ofSize(int size) throws IOException {
        return once(folder.resolve("of-" + size + "-bytes"), size);
    }

    Path ofSizeInJimfs(int size) throws IOException {
        return once(jimfs.getPath("of-" + size + "-bytes"), size);
    }

    /** The file for one case alone, made anew. */
    Path changed(int size) throws IOException {
        return written(changing(), size);
    }

    Path changing() {
        return folder.resolve(CHANGING);
    }

    private Path once(Path file, int size) throws IOException {
        return made.add(file) ? written(file, size) : file;
    }

    private static Path written(Path file, int size) throws IOException {
        return Files.write(file, bytes(0, size));
    }

    /** Gives a file another length; what it grows by goes on as the rest does. */
    static void resize(Path file, long from, long to) throws IOException {
        if (file.getFileSystem() != FileSystems.getDefault()) {
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

    /** Opens one of them to bypass the page cache; where the file system has no such thing, as any other. */
    FileChannel openDirect(Path file) throws IOException {
        return hasDirect ? DirectFile.open(file, StandardOpenOption.READ) : FileChannel.open(file);
    }

    @Override
    public void close() throws IOException {
        jimfs.close();
    }
}
