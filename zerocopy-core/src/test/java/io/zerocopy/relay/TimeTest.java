package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferException;
import io.zerocopy.TransferException.Side;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.receive.Stalls;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever side stalls is blamed, in time, and the target's peer never takes what it got for all there is. */
@ExtendWith(LeftOvers.class)
class TimeTest {
    private static final Content CONTENT = Content.of(92);
    private static final int FIRST = 20_011;
    /** More than all buffers on the way hold. */
    private static final int MUCH = 3_000_001;

    @Test
    void onPlatformThreads() throws Exception {
        Stalls.onPlatformThreads().requireInTime(stalls());
    }

    @Test
    void onVirtualThreads() throws Exception {
        Stalls.onVirtualThreads().requireInTime(stalls());
    }

    private static Map<String, Stalls.Case> stalls() {
        Map<String, Stalls.Case> cases = new LinkedHashMap<>();
        for (End end : End.all().toList()) {
            cases.put("a silent source, " + end, () -> silentSource(end));
            cases.put("a target that is not read, " + end, () -> fullTarget(end));
        }
        return cases;
    }

    private static Duration silentSource(End end) throws Exception {
        try (Wire in = end.openAsSource();
                Wire out = Wire.open(Wire.Kind.TCP)) {
            in.write(CONTENT, 0, FIRST);
            Stalls.Clock clock = new Stalls.Clock();
            TransferTimeoutException failure = timeout(in, out, clock);
            Duration quiet = clock.longestQuiet();
            assertThat(failure.isStall()).isTrue();
            assertThat(failure.side()).as("%s", end).isEqualTo(Side.SOURCE);
            assertThat(failure.bytesRead()).isEqualTo(FIRST).isEqualTo(failure.bytesTransferred());
            requireReset(out);
            requireClosed(in, out);
            return quiet;
        }
    }

    private static Duration fullTarget(End end) throws Exception {
        try (Wire in = Wire.open(Wire.Kind.TCP);
                Wire out = end.openAsTarget()) {
            Background<Void> giving = in.giveAll(CONTENT, 0, MUCH);
            Stalls.Clock clock = new Stalls.Clock();
            TransferTimeoutException failure = timeout(in, out, clock);
            Duration quiet = clock.longestQuiet();
            assertThat(failure.isStall()).isTrue();
            assertThat(failure.side()).as("%s", end).isEqualTo(Side.TARGET);
            assertThat(failure.bytesTransferred()).isBetween(1L, failure.bytesRead());
            if (end.kind() == Wire.Kind.TCP) {
                requireReset(out);
            }
            requireClosed(in, out);
            // Who goes on giving is told.
            assertThatThrownBy(giving::get).isInstanceOf(IOException.class);
            return quiet;
        }
    }

    private static TransferTimeoutException timeout(Wire in, Wire out, Stalls.Clock clock) {
        TransferOptions options =
                TransferOptions.DEFAULTS.withStallTimeout(Stalls.LIMIT).withListener(clock);
        return catchThrowableOfType(
                TransferTimeoutException.class,
                () -> ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd(), options));
    }

    /** What is not the JDK's own is closed by a thread of its own, soon. */
    private static void requireClosed(Wire in, Wire out) throws Exception {
        Await.until("the source is closed", () -> !in.readingChannel().isOpen());
        Await.until("the target is closed", () -> !out.writingChannel().isOpen());
    }

    private static void requireReset(Wire out) {
        assertThatThrownBy(() -> out.readToEnd(CONTENT, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWholeTakesTooLong(boolean blocking) throws Exception {
        Duration limit = Duration.ofSeconds(1);
        try (Wire in = new End(Wire.Kind.TCP, blocking).openAsSource();
                Wire out = new End(Wire.Kind.TCP, blocking).openAsTarget()) {
            in.write(CONTENT, 0, 1);
            Background<Long> dripping = Background.start(() -> drip(in));
            long begin = System.nanoTime();
            TransferTimeoutException failure = catchThrowableOfType(
                    TransferTimeoutException.class,
                    () -> ZeroCopyTransfer.relay(
                            in.readingEnd(),
                            out.writingEnd(),
                            TransferOptions.DEFAULTS.withTimeout(limit).withStallTimeout(limit.multipliedBy(50))));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(limit);
            assertThat(failure.isStall()).isFalse();
            assertThat(failure.bytesTransferred()).isBetween(1L, dripping.get());
            requireReset(out);
            requireClosed(in, out);
        }
    }

    /** A byte every 5 milliseconds behind the first one, until nobody takes it; returns how many were given in all. */
    private static long drip(Wire in) throws Exception {
        long given = 1;
        try {
            while (in.readingEnd().isOpen()) {
                in.write(CONTENT, given, 1);
                given++;
                Await.pass(Duration.ofMillis(5));
            }
        } catch (IOException e) {
            // It was closed just now.
        }
        return given;
    }

    @Test
    void theRateIsKept() throws IOException {
        int size = 1_000_000;
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        long begin = System.nanoTime();
        ZeroCopyTransfer.relay(
                ContentSource.of(CONTENT, size),
                target,
                TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(4_000_000)));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(200));
        target.check().requireExactly(size);
    }

    /** A source that throws something else when it is closed under its read is out of time all the same. */
    @Test
    void aSourceThatIsClosedUnderItsRead() {
        ContentSource source = ContentSource.of(CONTENT, FIRST);
        source.endingWith(() -> {
            try {
                Await.until("closed", () -> !source.isOpen());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            throw new IllegalStateException("closed");
        });
        TransferException failure = catchThrowableOfType(
                TransferException.class,
                () -> ZeroCopyTransfer.relay(
                        source,
                        new CheckingTarget(CONTENT, 0),
                        TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMillis(500))));
        assertThat(failure).isExactlyInstanceOf(TransferTimeoutException.class);
        assertThat(failure.side()).isEqualTo(Side.SOURCE);
        assertThat(failure.bytesRead()).isEqualTo(FIRST);
    }
}
