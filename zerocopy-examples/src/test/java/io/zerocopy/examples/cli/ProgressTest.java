package io.zerocopy.examples.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import me.tongfei.progressbar.ProgressBarStyle;
import org.junit.jupiter.api.Test;

/** What a bar looks like. */
class ProgressTest {
    @Test
    void hasColoursUnlessNobodyWantsThem() {
        assertThat(Progress.style(Map.of(), UTF_8)).isEqualTo(ProgressBarStyle.COLORFUL_UNICODE_BLOCK);
        assertThat(Progress.style(Map.of("NO_COLOR", ""), UTF_8)).isEqualTo(ProgressBarStyle.COLORFUL_UNICODE_BLOCK);
        assertThat(Progress.style(Map.of("NO_COLOR", "1"), UTF_8)).isEqualTo(ProgressBarStyle.UNICODE_BLOCK);
    }

    @Test
    void needsNoMoreThanAsciiWhereThereIsNoMore() {
        assertThat(Progress.style(Map.of(), US_ASCII)).isEqualTo(ProgressBarStyle.ASCII);
    }
}
