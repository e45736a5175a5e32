package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application's own channel gets every byte through its own write, once, in whatever pieces it takes them. */
@ExtendWith(LeftOvers.class)
class WrapperTargetTest {
    private static final Content CONTENT = Content.of(6);
    private static final int SIZE = 700_001;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"1,2000", "10,20000", "4096,700001", "1000000,700001"})
    void pieces(int most, long count) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        TransferResult result = ZeroCopyTransfer.send(file, 0, count, Targets.piecewise(target, most, most));
        target.check().requireExactly(count);
        assertThat(result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(count);
        assertThat(result.isZeroCopy()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void piecesAndZeros(long seed) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        ZeroCopyTransfer.send(file, Targets.piecewiseWithZeros(target, 20_000, seed));
        target.check().requireExactly(SIZE);
    }

    @Test
    void whatTransformsIsNotBypassed() throws IOException {
        String text = "Hello, wrapper! ".repeat(5000);
        Path file = Files.writeString(folder.resolve("file"), text);
        RecordingTarget target = new RecordingTarget();
        ZeroCopyTransfer.send(file, Targets.upperCasing(target));
        assertThat(target.bytes()).asString().isEqualTo("HELLO, WRAPPER! ".repeat(5000));
    }

    @Test
    void aWrappedSocketSeesAllOfIt() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            DelegatingTarget counting = new DelegatingTarget(peer.channel());
            ZeroCopyTransfer.send(file, counting);
            assertThat(counting.bytes()).isEqualTo(SIZE);
            peer.finish().requireExactly(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureCountsWhatTheFailedCallTook(Form form) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        for (long accepted : new long[] {0, 1, 65_537, SIZE - 1}) {
            CheckingTarget target = new CheckingTarget(CONTENT, 5);
            IOException broken = new IOException("broken");
            TransferException failure = catchThrowableOfType(
                    TransferException.class,
                    () -> form.send(
                            file,
                            5,
                            SIZE - 5,
                            Targets.failingAfter(target, Math.min(accepted, SIZE - 6), broken),
                            TransferOptions.DEFAULTS));
            target.check().requireExactly(Math.min(accepted, SIZE - 6));
            assertThat(failure).isExactlyInstanceOf(TransferException.class).hasCause(broken);
            assertThat(failure.bytesTransferred()).isEqualTo(target.check().count());
            assertThat(failure.bytesRead()).isEqualTo(target.check().count());
            assertThat(failure.side()).isEqualTo(TransferException.Side.TARGET);
            assertThat(target.isOpen()).isTrue();
        }
    }

    @Test
    void runtimeExceptionsPass() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        IllegalStateException mine = new IllegalStateException("mine");
        assertThatThrownBy(() -> ZeroCopyTransfer.send(
                        file, Targets.failingAfter(new CheckingTarget(CONTENT, 0), 100_000, mine)))
                .isSameAs(mine);
    }
}
