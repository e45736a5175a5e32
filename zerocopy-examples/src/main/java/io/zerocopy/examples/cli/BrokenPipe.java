package io.zerocopy.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Notices that nobody reads any more what a command prints, as in {@code log consume | head -1}. Java's streams do not
 * throw then, and no signal ends the JVM; so a command that prints much has to ask. For one thread.
 *
 * <p>A pipe tells its writers of it when they write, and only then. For a command that has nothing to print Linux lets
 * the others be looked at: whoever has the other end was there when the command began, and is gone now.
 */
final class BrokenPipe {
    /** What a shell sees of a program that SIGPIPE has ended: 128 and the number of the signal. */
    static final int EXIT_CODE = 128 + 13;

    private static final Path PROCESSES = Path.of("/proc");
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final PrintWriter out;
    /** Somebody's descriptor of the other end, by its name in /proc; null where it is no pipe, or not to be seen. */
    private @Nullable Path reader;

    /** To be made before anything is printed. */
    BrokenPipe(PrintWriter out) {
        this.out = out;
        this.reader = findReader();
    }

    /** To be asked again and again. */
    boolean isBroken() {
        if (out.checkError()) {
            return true;
        }
        if (reader == null || reads(reader, target(STANDARD_OUTPUT))) {
            return false;
        }
        // It may have passed its end on to another process.
        reader = findReader();
        return reader == null;
    }

    private static @Nullable Path findReader() {
        String pipe = target(STANDARD_OUTPUT);
        if (!pipe.startsWith("pipe:")) {
            return null;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                Path found = findReader(process.resolve("fd"), pipe);
                if (found != null) {
                    return found;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No Linux, or no look at it: then only a write tells.
        }
        return null;
    }

    private static @Nullable Path findReader(Path descriptors, String pipe) {
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : opened) {
                if (reads(descriptor, pipe)) {
                    return descriptor;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Somebody else's process, or one that has just ended.
        }
        return null;
    }

    private static boolean reads(Path descriptor, String pipe) {
        if (!target(descriptor).equals(pipe)) {
            return false;
        }
        Path info = descriptor.resolveSibling("../fdinfo").resolve(descriptor.getFileName());
        try {
            // In octal, and the last digit is the access: 1 is for writing alone.
            return Files.readAllLines(info).stream().anyMatch(line -> line.matches("flags:\\s+[0-7]*[02]"));
        } catch (IOException e) {
            return false;
        }
    }

    /** What a descriptor is of; empty if it is closed by now. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
