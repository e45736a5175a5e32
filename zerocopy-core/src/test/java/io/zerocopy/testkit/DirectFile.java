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
        Path probe = Files.createTempFile(folder, "direct", "");
        try {
            Files.write(probe, new byte[8192]);
            String problem = "";
            try (FileChannel file = open(probe)) {
                file.read(ByteBuffer.allocateDirect(2 * 65536).alignedSlice(65536));
            } catch (IOException | UnsupportedOperationException | LinkageError e) {
                problem = e.toString();
            }
            Skip.unless(problem.isEmpty(), "no DIRECT files in " + folder + ": " + problem);
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
