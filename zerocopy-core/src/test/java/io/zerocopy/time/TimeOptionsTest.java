package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits that cannot be right are refused; zero and for ever are none. */
@ExtendWith(LeftOvers.class)
class TimeOptionsTest {
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @Test
    void negativeLimitsAreRefused() {
        for (Duration negative : List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThatThrownBy(() -> DEFAULTS.withStallTimeout(negative)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> DEFAULTS.withTimeout(negative)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nullsAreRefused() {
        assertThatThrownBy(() -> DEFAULTS.withStallTimeout(Null.of(Duration.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DEFAULTS.withTimeout(Null.of(Duration.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DEFAULTS.withRateLimit(Null.of(RateLimit.class)))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void eachChangeKeepsTheOthers() {
        TransferOptions all = DEFAULTS.withStallTimeout(Duration.ofSeconds(2))
                .withTimeout(Duration.ofSeconds(7))
                .withRateLimit(RateLimit.ofBytesPerSecond(12_345))
                .withBufferSize(99);
        assertThat(all.toString()).contains("PT2S", "PT7S", "12345");
        assertThat(all.withStallTimeout(Duration.ZERO).toString())
                .contains("PT7S", "12345")
                .doesNotContain("PT2S");
        assertThat(DEFAULTS.toString()).doesNotContain("PT");
    }

    @Test
    void forEverIsNoLimit() throws IOException {
        Content content = Content.of(59);
        Payload payload =
                Payload.builder().bytes(ByteBuffer.wrap(content.bytes(0, 1000))).build();
        for (Duration none : List.of(
                Duration.ZERO,
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                ChronoUnit.FOREVER.getDuration(),
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofNanos(Long.MAX_VALUE - 1),
                Duration.ofDays(365 * 292))) {
            CheckingTarget target = new CheckingTarget(content, 0);
            ZeroCopyTransfer.send(
                    payload,
                    target,
                    DEFAULTS.withStallTimeout(none)
                            .withTimeout(none)
                            .withRateLimit(RateLimit.ofBytesPerSecond(Long.MAX_VALUE)));
            target.check().requireExactly(1000);
        }
    }
}
