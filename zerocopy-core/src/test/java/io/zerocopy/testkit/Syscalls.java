package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls that a child JVM made, as strace wrote them down, with faults injected where the test wants them.
 */
public final class Syscalls {
    private static final Pattern START = Pattern.compile("^(\\d+)\\s+(\\w+)\\((.*)$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+)\\s+<\\.\\.\\. (\\w+) resumed>(.*)$");
    private static final String UNFINISHED = " <unfinished ...>";

    private final ChildJvm.Finished child;
    private final List<Call> calls;

    private Syscalls(ChildJvm.Finished child, List<Call> calls) {
        this.child = child;
        this.calls = calls;
    }

    /**
     * One call: its name, and its arguments with what it returned, such as {@code 5<TCP:[9]>, 4</a/file>, [0] => [9],
     * 9) = 9}. Descriptors come with what they stand for.
     */
    public record Call(String name, String rest) {
        /** What it returned; -1 with an errno, or if the thread ended in it. */
        public long result() {
            Matcher number = Pattern.compile("\\) += (-?\\d+)").matcher(rest);
            return number.find() ? Long.parseLong(number.group(1)) : -1;
        }

        /** Tells whether strace made it fail in the kernel's place. */
        public boolean isInjected() {
            return rest.contains("(INJECTED)");
        }
    }

    /** Skips the test, loudly, where strace is missing or may not trace. */
    public static void assumeAvailable() {
        String problem = "strace is not installed";
        try {
            Process probe = new ProcessBuilder("strace", "-f", "-e", "trace=sendfile", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            problem = probe.waitFor(20, TimeUnit.SECONDS) && probe.exitValue() == 0 ? "" : "strace may not trace here";
        } catch (IOException e) {
            problem += ": " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        }
        Skip.unless(problem.isEmpty(), problem);
    }

    /**
     * Runs the child to its end.
     *
     * @param traced names, with commas: {@code sendfile,copy_file_range}
     * @param faults as strace takes them: {@code sendfile:error=EINVAL}
     */
    public static Syscalls of(ChildJvm child, String traced, String... faults)
            throws IOException, InterruptedException {
        return traced(child, List.of(), traced, faults);
    }

    /** As {@link #of}, of the calls alone that are given this file: the others are neither seen nor disturbed. */
    public static Syscalls on(Path file, ChildJvm child, String traced, String... faults)
            throws IOException, InterruptedException {
        return traced(child, List.of("-P", file.toString()), traced, faults);
    }

    private static Syscalls traced(ChildJvm child, List<String> options, String traced, String... faults)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("strace", ".log");
        try {
            child.under("strace", "-f", "-y", "-o", log.toString(), "-e", "trace=" + traced);
            child.under(options.toArray(String[]::new));
            for (String fault : faults) {
                child.under("-e", "inject=" + fault);
            }
            ChildJvm.Finished finished = child.run();
            return new Syscalls(finished, parse(Files.readAllLines(log)));
        } finally {
            Files.delete(log);
        }
    }

    static List<Call> parse(List<String> lines) {
        List<Call> calls = new ArrayList<>();
        Map<String, Integer> unfinished = new HashMap<>();
        for (String line : lines) {
            Matcher resumed = RESUMED.matcher(line);
            if (resumed.matches()) {
                Integer index = unfinished.remove(resumed.group(1));
                if (index != null) {
                    Call begun = calls.get(index);
                    calls.set(index, new Call(begun.name(), begun.rest() + resumed.group(3)));
                }
                continue;
            }
            Matcher start = START.matcher(line);
            if (!start.matches()) {
                continue;
            }
            String rest = start.group(3);
            if (rest.endsWith(UNFINISHED)) {
                unfinished.put(start.group(1), calls.size());
                rest = rest.substring(0, rest.length() - UNFINISHED.length());
            }
            calls.add(new Call(start.group(2), rest));
        }
        return calls;
    }

    /** How the child ended and what it printed. */
    public ChildJvm.Finished child() {
        return child;
    }

    /** All calls of this name, in order; sendfile is also found under its other name sendfile64. */
    public List<Call> calls(String name) {
        return calls.stream()
                .filter(call -> call.name().equals(name) || call.name().equals(name + "64"))
                .toList();
    }

    /** How many calls of this name there were. */
    public int count(String name) {
        return calls(name).size();
    }

    /** All calls that were given this file, by descriptor or by name. */
    public List<Call> touching(Path file) {
        return calls.stream()
                .filter(call -> call.rest().contains(file.toString()))
                .toList();
    }

    /** All calls traced, in order. */
    public List<Call> all() {
        return List.copyOf(calls);
    }
}
