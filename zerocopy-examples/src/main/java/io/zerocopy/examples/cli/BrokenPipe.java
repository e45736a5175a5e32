package io.zerocopy.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Notices that nobody reads any more what a command prints, as in {@code log consume | head -1}. Java's streams do not
 * throw then, and no signal ends the JVM; so a command that prints much has to ask. For one thread.
 */
final class BrokenPipe {
    /** What a shell sees of a program that SIGPIPE has ended: 128 and the number of the signal. */
    static final int EXIT_CODE = 128 + 13;

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final long DOUBT_NANOS = Duration.ofSeconds(1).toNanos();

    private final PrintWriter out;
    private @Nullable CompletableFuture<Void> opening;
    private long openingSinceNanos;

    BrokenPipe(PrintWriter out) {
        this.out = out;
    }

    /** To be asked again and again. A command that has nothing to print finds out on Linux alone, two calls later. */
    boolean isBroken() {
        return out.checkError() || hasNoReader();
    }

    /**
     * A pipe tells its writers that the last reader has gone when they write, and only then. But who opens it anew for
     * writing waits as long as there is no reader: so somebody tries to, and is not waited for.
     */
    private boolean hasNoReader() {
        if (opening != null && !opening.isDone()) {
            return System.nanoTime() - openingSinceNanos > DOUBT_NANOS;
        }
        if (isPipe()) {
            openingSinceNanos = System.nanoTime();
            opening = new CompletableFuture<>();
            CompletableFuture<Void> opened = opening;
            Thread opener = new Thread(() -> open(opened), "opener of standard output");
            opener.setDaemon(true);
            opener.start();
        }
        return false;
    }

    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(STANDARD_OUTPUT).toString().startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            // No Linux: then only a write tells.
            return false;
        }
    }

    private static void open(CompletableFuture<Void> opened) {
        try {
            FileChannel.open(STANDARD_OUTPUT, StandardOpenOption.WRITE).close();
            opened.complete(null);
        } catch (IOException e) {
            opened.completeExceptionally(e);
        }
    }
}
