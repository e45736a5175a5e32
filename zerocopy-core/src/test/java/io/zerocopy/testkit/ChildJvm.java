package io.zerocopy.testkit;

import io.zerocopy.linux.SystemCalls;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class of the tests in a JVM of its own, the same JDK on the same classes, always on the class path; with
 * the kernel tier if this JVM has it.
 */
public final class ChildJvm {
    private static final long DEFAULT_TIMEOUT_SECONDS = 300;
    private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"));

    /** Most live for a second: half of what they do is to start. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Class<?> mainClass;
    private final List<String> wrapper = new ArrayList<>();
    private final List<String> options = new ArrayList<>(QUICK_START);
    private final List<String> arguments = new ArrayList<>();
    private final Set<Class<?>> anchors = new LinkedHashSet<>();
    private Path java = THIS_JAVA;
    private long timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;

    private ChildJvm(Class<?> mainClass) {
        this.mainClass = mainClass;
        anchors.add(mainClass);
    }

    /** A child that runs this class's main method. */
    public static ChildJvm of(Class<?> mainClass) {
        return new ChildJvm(mainClass);
    }

    /** Classes whose folder or jar the child needs although no path of this JVM may name it. */
    public ChildJvm with(Class<?>... needed) {
        anchors.addAll(List.of(needed));
        return this;
    }

    /** The home of the Java that the child runs on, where it is not this one's. */
    public ChildJvm java(Path home) {
        java = home;
        return this;
    }

    private boolean isThisJava() {
        return java.equals(THIS_JAVA);
    }

    /** A command that the child runs under: strace, setpriv. */
    public ChildJvm under(String... command) {
        wrapper.addAll(List.of(command));
        return this;
    }

    /** Options of the JVM. */
    public ChildJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Arguments of the main method. */
    public ChildJvm arguments(Object... more) {
        for (Object argument : more) {
            arguments.add(String.valueOf(argument));
        }
        return this;
    }

    /** When to kill it; 5 minutes otherwise. */
    public ChildJvm timeoutSeconds(long seconds) {
        timeoutSeconds = seconds;
        return this;
    }

    /** What a child left: its exit code and all it printed. */
    public record Finished(int exitCode, String out, String err) {
        /**
         * Fails, with all that was printed, unless the child ended well; returns what it printed to stdout, trimmed.
         */
        public String requireSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("child ended with " + exitCode + "\n--- out\n" + out + "\n--- err\n" + err);
            }
            return out.strip();
        }
    }

    /** Runs it to its end. */
    public Finished run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command()).start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = collect(process.getInputStream());
            CompletableFuture<String> err = collect(process.getErrorStream());
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                kill(process);
                throw new AssertionError("child killed after " + timeoutSeconds + " s\n--- out\n" + out.get()
                        + "\n--- err\n" + err.get());
            }
            return new Finished(process.exitValue(), out.get(), err.get());
        } catch (ExecutionException e) {
            throw new IOException("output of the child", e.getCause());
        } finally {
            kill(process);
        }
    }

    /** Starts it and leaves the rest to the caller, who must {@link #kill} it. Its stderr is this JVM's. */
    public Process start() throws IOException {
        return new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Ends a child and what it started, and waits until it is gone. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private static CompletableFuture<String> collect(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException | RuntimeException e) {
                        text.completeExceptionally(e);
                    }
                },
                "child output");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(wrapper);
        command.add(java.resolve("bin").resolve("java").toString());
        if (isThisJava() && SystemCalls.whyNot() == null) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        }
        command.addAll(options);
        String watcher = System.getProperty("zerocopy.watcher");
        if (watcher != null && isThisJava() && !options.contains("--limit-modules")) {
            // Who watches this JVM (coverage) watches its children, too.
            command.add(watcher);
        }
        command.add("-cp");
        command.add(classPath());
        command.add(mainClass.getName());
        command.addAll(arguments);
        return command;
    }

    /**
     * Where this JVM has its classes from, whether Surefire put them on the class path or patched them into a module.
     */
    private String classPath() {
        Set<String> path = new LinkedHashSet<>();
        for (Class<?> anchor : anchors) {
            path.add(home(anchor).toString());
        }
        for (String property : List.of("jdk.module.path", "java.class.path", "surefire.test.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    path.add(entry);
                }
            }
        }
        return String.join(File.pathSeparator, path);
    }

    /** The folder or jar of a class; that of a patched module is known by the class file, not by the code source. */
    public static Path home(Class<?> anchor) {
        String file = anchor.getName().replace('.', '/') + ".class";
        URL url = anchor.getResource("/" + file);
        try {
            if (url != null && "file".equals(url.getProtocol())) {
                Path path = Path.of(url.toURI());
                int folders = path.getNameCount() - Path.of(file).getNameCount();
                return path.resolve("/").resolve(path.subpath(0, folders));
            }
            return Path.of(
                    anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException("no path of " + anchor, e));
        }
    }
}
