package io.zerocopy.examples;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A command in a JVM of its own, for one that runs until it is told to stop. */
public final class CommandProcess implements Closeable {
    /** Most live for a second. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final long STOP_SECONDS = 30;
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final Process process;
    private final BufferedReader output;

    private CommandProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static CommandProcess start(String... arguments) throws IOException {
        return run(List.of(), Main.class, arguments);
    }

    /** Run by another command: {@code env}, {@code setpriv}. */
    static CommandProcess under(List<String> wrapper, String... arguments) throws IOException {
        return run(wrapper, Main.class, arguments);
    }

    /** Another program, run by another command. */
    static CommandProcess underMain(List<String> wrapper, Class<?> main, String... arguments) throws IOException {
        return run(wrapper, main, arguments);
    }

    /** May open so few files and sockets, beside the jars of its class path, which are open files, too. Linux. */
    static CommandProcess startWithDescriptors(int spare, String... arguments) throws IOException {
        long jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .count();
        long most = jars + spare;
        return run(List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"), LoadedMain.class, arguments);
    }

    /** As {@code "$@"} of such a script of bash. */
    static CommandProcess startInShell(String script, String... arguments) throws IOException {
        return run(List.of("bash", "-c", script, "bash"), Main.class, arguments);
    }

    /** Another program than the commands. */
    public static CommandProcess startMain(Class<?> main, String... arguments) throws IOException {
        return run(List.of(), main, arguments);
    }

    private static CommandProcess run(List<String> wrapper, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK_START);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new CommandProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The next line that it prints. */
    public String readLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new EOFException("it has ended");
        }
        return line;
    }

    /** All that it prints until it ends. */
    public String readAll() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Whether it prints something more, soon. */
    boolean readsLineWithin(Duration soon) throws IOException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < soon.toNanos()) {
            if (output.ready()) {
                return true;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return false;
    }

    /** Whether it has ended without another line. */
    boolean hasEnded() throws IOException {
        return output.readLine() == null;
    }

    /** Tells it to stop, as Ctrl-C does; false if it does not. */
    boolean stops() throws InterruptedException {
        // By the handle: the process itself would close its output, too.
        process.toHandle().destroy();
        return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
