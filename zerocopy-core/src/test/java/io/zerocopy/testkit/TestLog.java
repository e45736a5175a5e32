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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** Where the JVMs of a module, which run one after the other or side by side, write down what they skipped. */
    private static final Path SKIPPED = Path.of(System.getProperty("zerocopy.testlog.skipped", ""));

    /** Whether this is the last JVM of the module. */
    private static final boolean IS_LAST = Boolean.getBoolean("zerocopy.testlog.last");

    private final PrintStream console = System.out;
    private final Held held = new Held();
    private final List<String> skipped = new ArrayList<>();

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
        skip(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
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
        if (SKIPPED.toString().isEmpty()) {
            show(new TreeSet<>(skipped));
            return;
        }
        try {
            Files.createDirectories(SKIPPED.toAbsolutePath().getParent());
            Files.write(SKIPPED, skipped, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (IS_LAST) {
                // A set: where a run before this one ended early, its lines are there as well.
                show(new TreeSet<>(Files.readAllLines(SKIPPED)));
                Files.delete(SKIPPED);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void show(Set<String> tests) {
        Map<String, Integer> reasons = new TreeMap<>();
        for (String test : tests) {
            int end = test.indexOf('\t');
            String className = test.substring(0, end).split(" ", 2)[0];
            reasons.merge(className + ": " + test.substring(end + 1), 1, Integer::sum);
        }
        console.println("Skipped: " + tests.size());
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
