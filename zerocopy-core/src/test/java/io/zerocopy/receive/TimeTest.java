package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A source that gives nothing is given up when it was said, one that is slow is not, and a rate is kept. */
@ExtendWith(LeftOvers.class)
class TimeTest {
    private static final Content CONTENT = Content.of(74);
    private static final int FIRST = 20_011;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    @TempDir
    Path folder = Path.of("");

    @Test
    void aSilentSourceOnPlatformThreads() throws Exception {
        Stalls.onPlatformThreads().requireInTime(silentSources());
    }

    @Test
    void aSilentSourceOnVirtualThreads() throws Exception {
        Stalls.onVirtualThreads().requireInTime(silentSources());
    }

    private Map<String, Stalls.Case> silentSources() {
        Map<String, Stalls.Case> cases = new LinkedHashMap<>();
        for (Wire.Kind kind : Wire.Kind.values()) {
            cases.put(kind + " blocking", () -> stall(kind, true));
            cases.put(kind + " non-blocking", () -> stall(kind, false));
        }
        return cases;
    }

    /** How long it takes to give up a source that has given a little. */
    private Duration stall(Wire.Kind kind, boolean blocking) throws Exception {
        try (Wire wire = Wire.open(kind)) {
            wire.readingChannel().configureBlocking(blocking);
            wire.write(CONTENT, 0, FIRST);
            Path file = folder.resolve(kind + "-" + blocking);
            Stalls.Clock clock = new Stalls.Clock();
            TransferTimeoutException failure = catchThrowableOfType(
                    TransferTimeoutException.class,
                    () -> ZeroCopyTransfer.receive(
                            wire.readingEnd(),
                            file,
                            TransferOptions.DEFAULTS
                                    .withStallTimeout(Stalls.LIMIT)
                                    .withListener(clock)));
            Duration quiet = clock.longestQuiet();
            assertThat(failure.isStall()).isTrue();
            assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
            assertThat(failure.bytesRead()).isEqualTo(FIRST).isEqualTo(failure.bytesTransferred());
            Await.until("the source is closed", () -> !wire.readingChannel().isOpen());
            assertThat(file).doesNotExist();
            return quiet;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWholeTakesTooLong(Form form) throws Exception {
        try (Wire wire = Wire.open(Wire.Kind.TCP)) {
            wire.write(CONTENT, 0, 1);
            Background<Long> dripping = Background.start(() -> drip(wire, 1));
            long begin = System.nanoTime();
            TransferTimeoutException failure = catchThrowableOfType(
                    TransferTimeoutException.class,
                    () -> form.receive(
                            wire.readingEnd(),
                            folder.resolve("file"),
                            Long.MAX_VALUE / 2,
                            TransferOptions.DEFAULTS
                                    .withStallTimeout(LIMIT.multipliedBy(10))
                                    .withTimeout(LIMIT)));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(LIMIT);
            assertThat(failure.isStall()).isFalse();
            Await.until("the source is closed", () -> !wire.readingEnd().isOpen());
            assertThat(failure.bytesRead()).isBetween(1L, dripping.get());
        }
    }

    @Test
    void aSlowSourceIsNotStalled() throws Exception {
        try (Wire wire = Wire.open(Wire.Kind.TCP)) {
            Background<Long> dripping = Background.start(() -> drip(wire, 0));
            long begin = System.nanoTime();
            TransferResult result = ZeroCopyTransfer.receive(
                    wire.readingEnd(),
                    folder.resolve("file"),
                    300,
                    TransferOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(1)));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(result.bytes()).isEqualTo(300);
            wire.readingEnd().close();
            dripping.get();
        }
    }

    /** A byte every 5 milliseconds, until nobody takes it; returns how many were given, those before included. */
    private static long drip(Wire wire, long before) throws Exception {
        long given = before;
        try {
            while (wire.readingEnd().isOpen()) {
                wire.write(CONTENT, given, 1);
                given++;
                Await.pass(Duration.ofMillis(5));
            }
        } catch (IOException e) {
            // It was closed just now.
        }
        return given;
    }

    @ParameterizedTest
    @EnumSource
    void theRateIsKept(Form form) throws Exception {
        int bytesPerSecond = 4_000_000;
        int size = 1_000_000;
        ContentSource source = ContentSource.of(CONTENT, size);
        long begin = System.nanoTime();
        form.receive(
                source,
                folder.resolve("file"),
                size,
                TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(bytesPerSecond)));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(200));
        CONTENT.requireFile(folder.resolve("file"), size);
    }
}
