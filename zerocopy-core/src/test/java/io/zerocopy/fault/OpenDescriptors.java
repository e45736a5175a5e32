package io.zerocopy.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux tells about the descriptors of this process. */
final class OpenDescriptors {
    private static final Path SELF = Path.of("/proc/self");
    private static final Pattern FLAGS = Pattern.compile("^flags:\\s+([0-7]+)$", Pattern.MULTILINE);
    private static final Pattern HARD_LIMIT = Pattern.compile("^Max open files +\\S+ +(\\d+) ", Pattern.MULTILINE);
    private static final int O_NONBLOCK = 0x800;

    private OpenDescriptors() {}

    /** How many a process may have: the JVM raises its own limit to the hard one. */
    static long limit() throws IOException {
        return number(HARD_LIMIT, SELF.resolve("limits"), 10);
    }

    static long nonBlockingSockets() {
        long found = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                found += isNonBlockingSocket(descriptor) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean isNonBlockingSocket(Path descriptor) throws IOException {
        try {
            Path info = SELF.resolve("fdinfo").resolve(descriptor.getFileName());
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:")
                    && (number(FLAGS, info, 8) & O_NONBLOCK) != 0;
        } catch (NoSuchFileException e) {
            // The listing's own, closed by now.
            return false;
        }
    }

    private static long number(Pattern line, Path file, int radix) throws IOException {
        Matcher matcher = line.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new IOException("no " + line + " in " + file);
        }
        return Long.parseLong(matcher.group(1), radix);
    }
}
