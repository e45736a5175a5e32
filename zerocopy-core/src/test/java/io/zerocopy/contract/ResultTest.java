package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.RecordingTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers of a result agree with each other and with the clock. */
@ExtendWith(LeftOvers.class)
class ResultTest {
    private static final Content CONTENT = Content.of(13);

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void addUp(Lane lane) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), 1_234_567);
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            long start = System.nanoTime();
            TransferResult result = ZeroCopyTransfer.send(file, open.target());
            Duration outside = Duration.ofNanos(System.nanoTime() - start);
            assertThat(result.bytes()).isEqualTo(1_234_567);
            assertThat(Arrays.stream(TransferMechanism.values())
                            .mapToLong(result::bytesBy)
                            .sum())
                    .isEqualTo(result.bytes());
            assertThat(result.elapsed()).isPositive().isLessThanOrEqualTo(outside);
            double rate = 1_234_567 * 1e9 / result.elapsed().toNanos();
            assertThat((double) result.bytesPerSecond()).isBetween(rate * 0.999, rate * 1.001);
            assertThat(result.toString())
                    .contains("1,234,567 bytes")
                    .contains(result.mechanism().name())
                    .contains(result.isZeroCopy() ? "zero copy" : "copied");
        }
    }

    @Test
    void ofNothing() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), 10);
        TransferResult result = ZeroCopyTransfer.send(file, 3, 0, new RecordingTarget());
        assertThat(result.bytes()).isZero();
        assertThat(result.bytesPerSecond()).isZero();
        assertThat(result.isZeroCopy()).isTrue();
        assertThat(result.bytesBy(result.mechanism())).isZero();
        assertThat(result.toString()).contains("0 bytes");
    }

    @Test
    void nullIsNoMechanism() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), 10);
        TransferResult result = ZeroCopyTransfer.send(file, new RecordingTarget());
        assertThatThrownBy(() -> result.bytesBy(Null.of(TransferMechanism.class)))
                .isInstanceOf(NullPointerException.class);
    }
}
