package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Within one FileChannel ranges are copied that are apart; what would read its own writing is refused. */
@ExtendWith(LeftOvers.class)
class OneFileTest {
    private static final Content CONTENT = Content.of(8);
    private static final int SIZE = 300_000;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void requireRefused(ThrowingCallable transfer) throws IOException {
        assertThatThrownBy(transfer)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one FileChannel");
        CONTENT.requireFile(file, SIZE);
    }

    @ParameterizedTest
    @CsvSource({"0, 100000, 50000", "0, 100000, 0", "0, 100000, 99999", "50000, 100000, 0", "299999, 1, 299999"})
    void overlappingRanges(long position, long count, long ownPosition) throws IOException {
        try (FileChannel own = open();
                FileChannel foreign = new ForeignFileChannel(open())) {
            for (FileChannel channel : new FileChannel[] {own, foreign}) {
                channel.position(ownPosition);
                requireRefused(() -> ZeroCopyTransfer.send(channel, position, count, channel));
                Payload payload = Payload.ofFile(channel, position, count);
                requireRefused(() -> ZeroCopyTransfer.send(payload, channel));
                try (PendingSend send = ZeroCopyTransfer.begin(payload)) {
                    requireRefused(() -> send.advance(channel));
                }
                // Read at its own position.
                requireRefused(() -> ZeroCopyTransfer.receive(channel, channel, position, count));
                assertThat(channel.position()).isEqualTo(ownPosition);
                assertThat(channel.isOpen()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRelay(boolean counted) throws IOException {
        try (FileChannel channel = open()) {
            requireRefused(() -> {
                if (counted) {
                    ZeroCopyTransfer.relay(channel, channel, 10);
                } else {
                    ZeroCopyTransfer.relay(channel, channel);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PREFER", "AVOID"})
    void rangesThatAreApart(ZeroCopyPolicy policy) throws IOException {
        TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(policy).withChunkSize(30_000);
        try (FileChannel channel = open()) {
            ZeroCopyTransfer.send(channel, 0, 100_000, channel.position(100_000), options);
            ZeroCopyTransfer.send(channel, 200_000, 100_000, channel.position(SIZE), options);
            assertThat(channel.position()).isEqualTo(SIZE + 100_000);
            ZeroCopyTransfer.receive(channel.position(200_000), channel, SIZE + 100_000, 100_000, noKernel(options));
        }
        byte[] all = Files.readAllBytes(file);
        requireRange(all, 100_000, 0);
        requireRange(all, 300_000, 200_000);
        requireRange(all, 400_000, 200_000);
    }

    private static TransferOptions noKernel(TransferOptions options) {
        return options.withZeroCopy(ZeroCopyPolicy.AVOID);
    }

    private static void requireRange(byte[] all, int at, int contentFrom) {
        assertThat(Arrays.copyOfRange(all, at, at + 100_000)).isEqualTo(CONTENT.bytes(contentFrom, 100_000));
    }

    /** The second part lies where the third will be written, which is when it has been read. */
    @Test
    void aPayloadIsWrittenFromItsBeginning() throws IOException {
        try (FileChannel channel = open()) {
            Payload payload = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 10)))
                    .file(channel, 100, 50)
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(60, 100)))
                    .build();
            ZeroCopyTransfer.send(payload, channel);
            assertThat(channel.position()).isEqualTo(160);
            Payload behind = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 100)))
                    .file(channel, 260, 50)
                    .build();
            ZeroCopyTransfer.send(behind.slice(0, 100), channel);
            assertThatThrownBy(() -> ZeroCopyTransfer.send(behind, channel.position(180)))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
            assertThat(channel.position()).isEqualTo(180);
        }
        assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 10, 60)).isEqualTo(CONTENT.bytes(100, 50));
    }

    /** One that appends stands at its end, where the range does not reach. */
    @Test
    void nothingOverlapsNothing() throws IOException {
        try (FileChannel channel = open()) {
            assertThat(ZeroCopyTransfer.send(channel, 0, 0, channel).bytes()).isZero();
            assertThat(ZeroCopyTransfer.receive(channel, channel, 0, 0).bytes()).isZero();
        }
        CONTENT.requireFile(file, SIZE);
    }
}
