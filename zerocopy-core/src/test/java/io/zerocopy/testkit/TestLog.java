package io.zerocopy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * What a build shows of its tests: nothing of those that pass, a failed one with what it printed, and at the end of a
 * module what was skipped, and why. JUnit finds it through META-INF/services; the pom's system properties switch it on.
 */
public final class TestLog implements LauncherSessionListener, TestExecutionListener {
    /** An IDE shows all this by itself. */
    private static final boolean IS_OF_A_BUILD = System.getProperty("zerocopy.testlog.held") != null;

    /** Whether what a test prints is kept until it has failed. */
    private static final boolean IS_HELD = Boolean.getBoolean("zerocopy.testlog.held");

    /** Where the JVMs of a module, which run one after the other or side by side, write down what they did. */
    private static final Path TOGETHER = Path.of(System.getProperty("zerocopy.testlog.together", ""));

    /** Whether this is the last JVM of the module. */
    private static final boolean IS_LAST = Boolean.getBoolean("zerocopy.testlog.last");

    /** Begins the line of a JVM that says how many tests it ran; the others are of those that were skipped. */
    private static final String COUNT = "#";

    private final PrintStream console = System.out;
    private final Held held = new Held();
    private final List<String> skipped = new ArrayList<>();
    private int tests;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (IS_OF_A_BUILD) {
            session.getLauncher().registerTestExecutionListeners(this);
        }
        if (IS_HELD) {
            PrintStream stream = new PrintStream(held, true, StandardCharsets.UTF_8);
            System.setOut(stream);
            System.setErr(stream);
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            held.reset();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        tests++;
        skip(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        tests += test.isTest() ? 1 : 0;
        switch (result.getStatus()) {
            case FAILED -> {
                StringWriter failure = new StringWriter();
                result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(new PrintWriter(failure)));
                console.println("FAILED: " + name(test) + System.lineSeparator() + failure);
                if (IS_HELD) {
                    console.println("Its log:" + System.lineSeparator() + held.toString(StandardCharsets.UTF_8));
                }
            }
            case ABORTED ->
                skip(test, result.getThrowable().map(Throwable::getMessage).orElse("?"));
            case SUCCESSFUL -> {}
        }
    }

    private void skip(TestIdentifier test, String reason) {
        skipped.add(name(test)
                + '\t'
                + reason.replaceFirst("^Assumption failed: ", "").replaceAll("\\s+", " "));
    }

    /** As much of the unique name as tells the test from all others. */
    private static String name(TestIdentifier test) {
        return test.getUniqueIdObject().getSegments().stream()
                .skip(1)
                .map(segment -> segment.getValue().replaceFirst("^.*\\.(?=\\w+$)", ""))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (!IS_OF_A_BUILD) {
            return;
        }
        if (TOGETHER.toString().isEmpty()) {
            show(tests, skipped);
            return;
        }
        List<String> lines = new ArrayList<>(skipped);
        lines.add(COUNT + tests);
        try {
            Files.createDirectories(TOGETHER.toAbsolutePath().getParent());
            Files.write(TOGETHER, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (IS_LAST) {
                showTogether(Files.readAllLines(TOGETHER));
                Files.delete(TOGETHER);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void showTogether(List<String> lines) {
        int all = 0;
        List<String> told = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(COUNT)) {
                all += Integer.parseInt(line.substring(COUNT.length()));
            } else {
                told.add(line);
            }
        }
        show(all, told);
    }

    private void show(int all, List<String> told) {
        Map<String, Integer> reasons = new TreeMap<>();
        for (String test : told) {
            int end = test.indexOf('\t');
            String className = test.substring(0, end).split(" ", 2)[0];
            reasons.merge(className + ": " + test.substring(end + 1), 1, Integer::sum);
        }
        console.println("Tests: " + all + ", skipped: " + told.size());
        reasons.forEach((reason, times) -> console.println("  " + times + " of " + reason));
    }

    /** The end of what was printed: there are tests that print without end when they fail. */
    private static final class Held extends ByteArrayOutputStream {
        private static final int MAX_BYTES = 1024 * 1024;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            makeRoom(length);
            super.write(bytes, offset, length);
        }

        @Override
        public synchronized void write(int b) {
            makeRoom(1);
            super.write(b);
        }

        private void makeRoom(int length) {
            if (count + length > MAX_BYTES) {
                count = 0;
            }
        }
    }
}
