package io.zerocopy.examples.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.function.IOSupplier;

/**
 * A process that says something line by line, and ends when its standard input does: also when this process is gone.
 */
public final class Child implements Closeable {
    private static final long PATIENCE_SECONDS = 10;

    private final Process process;
    private final BufferedReader said;

    private Child(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    public static Child start(List<String> command) throws IOException {
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line that it says. */
    public String line() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("a process has ended before its time: see above");
        }
        return line;
    }

    /** Tells it a line, and waits for what it has to say. */
    public String ask(String question) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write((question + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
        return line();
    }

    /** For those who take turns: when asked it makes a round, and answers with nanoseconds of it, and of its CPU. */
    IOSupplier<Sample> rounds(double sends, long bytes) {
        return () -> {
            String[] nanos = ask("").split(" ", -1);
            double p50 = nanos.length == 2 ? Double.NaN : Double.parseDouble(nanos[2]);
            double p99 = nanos.length == 2 ? Double.NaN : Double.parseDouble(nanos[3]);
            return new Sample(sends, bytes, Long.parseLong(nanos[0]), Long.parseLong(nanos[1]), p50, p99);
        };
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What the main class of a child does last: it waits for the end of its input, and ends. */
    public static void awaitParent() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is ever said: the end of it is the end of the parent.
        }
        System.exit(0);
    }

    /** Lets it end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
