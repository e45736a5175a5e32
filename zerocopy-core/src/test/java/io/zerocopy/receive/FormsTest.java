package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every form of receive takes all that comes, or just as much as was asked for, and counts it. */
@ExtendWith(LeftOvers.class)
class FormsTest {
    private static final Content CONTENT = Content.of(60);
    /** Around the sizes of the buffers. */
    private static final int[] SIZES = {0, 1, 8191, 8193, 65_537, 262_144, 262_145, 3_000_017};

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void everyByteArrivesOnce(Form form) throws Exception {
        for (int size : SIZES) {
            try (Wire wire = Wire.open(Wire.Kind.TCP)) {
                Background<Void> giving = wire.giveAll(CONTENT, 0, size);
                Path file = folder.resolve("file-" + size);
                TransferResult result = form.receive(wire.readingEnd(), file, size, TransferOptions.DEFAULTS);
                giving.get();
                CONTENT.requireFile(file, size);
                assertThat(result.bytes()).isEqualTo(size);
                assertThat(form.isOfStream() ? result.bytesBy(TransferMechanism.HEAP_COPY) : Tier.carriedBytes(result))
                        .isEqualTo(size);
                assertThat(wire.readingEnd().isOpen()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofAnApplicationsOwnChannel(Form form) throws IOException {
        int size = 300_000;
        Path file = folder.resolve("file");
        // A stream that reads nothing reads again: it has no zeros.
        ContentSource pieces = ContentSource.of(CONTENT, size).inPieces(777);
        ContentSource source = form.isOfStream() ? pieces : pieces.withZeros();
        TransferResult result = form.receive(source, file, size, TransferOptions.DEFAULTS);
        CONTENT.requireFile(file, size);
        assertThat(result.bytesBy(TransferMechanism.HEAP_COPY)).isEqualTo(size);
        assertThat(source.isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = ".*_TO_END")
    void notAByteMoreIsRead(Form form) throws Exception {
        for (int size : SIZES) {
            try (Wire wire = Wire.open(Wire.Kind.TCP)) {
                Background<Void> giving = wire.giveAll(CONTENT, 0, size + 20);
                form.receive(wire.readingEnd(), folder.resolve("file-" + size), size, TransferOptions.DEFAULTS);
                assertThat(wire.readToEnd(CONTENT, size)).isEqualTo(20);
                giving.get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = ".*_TO_END")
    void aStreamThatEndsTooEarly(Form form) throws Exception {
        for (int size : SIZES) {
            ContentSource source = ContentSource.of(CONTENT, size);
            TransferException failure = catchThrowableOfType(
                    TransferException.class,
                    () -> form.receive(source, folder.resolve("file-" + size), size + 1L, TransferOptions.DEFAULTS));
            assertThat(failure).isExactlyInstanceOf(SourceTruncatedException.class);
            assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
            assertThat(failure.bytesRead()).isEqualTo(size).isEqualTo(failure.bytesTransferred());
            assertThat(source.isOpen()).isTrue();
        }
    }
}
