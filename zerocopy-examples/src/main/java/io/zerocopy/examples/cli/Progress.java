package io.zerocopy.examples.cli;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bars: on stderr, and for people only. */
final class Progress {
    static {
        // From JDK 22 to 24 there is a console also where no terminal is; this names the one that tells the truth.
        System.setProperty("jdk.console", "java.base");
    }

    /** Said here: the progress library would load native code to ask the terminal, and JDK 25 warns of that. */
    private static final int COLUMNS = 80;

    private static final char BLOCK = '\u2588';

    private static final long BYTES_PER_MIB = 1024 * 1024;

    private Progress() {}

    /** A bar for a transfer; -1 for a length that nobody knows. */
    static ProgressBar bytes(String task, long max) {
        return bar(task, max, " MiB", BYTES_PER_MIB);
    }

    static ProgressBar bar(String task, long max, String unit, long unitSize) {
        return builder(task, max).setUnit(unit, unitSize).build();
    }

    /** A bar for the rest of what others have shown up to here. */
    static ProgressBar resumed(String task, long done, long max, String unit, Instant begun) {
        return builder(task, max)
                .setUnit(unit, 1)
                .startsFrom(done, Duration.between(begun, Instant.now()))
                .build();
    }

    private static ProgressBarBuilder builder(String task, long max) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max)
                .setStyle(style(System.getenv(), encoding()))
                .setConsumer(terminal())
                .clearDisplayOnFinish();
    }

    // The property above makes null mean what it meant before JDK 22.
    @SuppressWarnings("SystemConsoleNull")
    private static ProgressBarConsumer terminal() {
        return System.console() == null || "dumb".equals(System.getenv("TERM"))
                ? new DelegatingProgressBarConsumer(text -> {}, COLUMNS)
                : new ConsoleProgressBarConsumer(System.err, COLUMNS);
    }

    /**
     * Without colours where the user wants none, and without blocks where standard error has no characters for them.
     */
    static ProgressBarStyle style(Map<String, String> environment, Charset encoding) {
        if (!encoding.newEncoder().canEncode(BLOCK)) {
            return ProgressBarStyle.ASCII;
        }
        boolean isPlain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return isPlain ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.COLORFUL_UNICODE_BLOCK;
    }

    private static Charset encoding() {
        // The first one is set from JDK 19 on, the second one up to 18 where there is a terminal.
        String name = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }
}
