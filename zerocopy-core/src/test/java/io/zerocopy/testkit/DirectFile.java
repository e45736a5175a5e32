package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Opens files past the page cache (O_DIRECT). By reflection, since the tests live in the library's module, which does
 * not read jdk.unsupported and should not.
 */
public final class DirectFile {
    private DirectFile() {}

    /** Opens it with these options and DIRECT. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        OpenOption[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = direct();
        return FileChannel.open(file, all);
    }

    /** Skips the test, loudly, where the file system of this folder does not have it. */
    public static void assumeAvailable(Path folder) throws IOException {
        String problem = problemIn(folder);
        Skip.unless(problem.isEmpty(), problem);
    }

    /** Why there are none in the file system of this folder; empty where there are. */
    public static String problemIn(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "direct", "");
        try {
            Files.write(probe, new byte[8192]);
            try (FileChannel file = open(probe)) {
                file.read(ByteBuffer.allocateDirect(2 * 65536).alignedSlice(65536));
                return "";
            } catch (IOException | UnsupportedOperationException | LinkageError e) {
                return "no DIRECT files in " + folder + ": " + e;
            }
        } finally {
            Files.delete(probe);
        }
    }

    /** The multiple that positions, lengths and addresses must be of. */
    public static int blockBytes(Path folder) throws IOException {
        return Math.toIntExact(Files.getFileStore(folder).getBlockSize());
    }

    private static OpenOption direct() {
        try {
            return (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no ExtendedOpenOption", e);
        }
    }
}
