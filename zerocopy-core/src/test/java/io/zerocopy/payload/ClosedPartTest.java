package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A FileChannel that its owner has closed before the send, behind bytes: found out before the bytes are gone. */
@ExtendWith(LeftOvers.class)
class ClosedPartTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 32 * 1024, 50_000})
    void nothingIsSent(int fileBytes) throws IOException {
        Payload payload = bytesAndAClosedFile(fileBytes);
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            assertThatThrownBy(() -> ZeroCopyTransfer.send(payload, pair.sender()))
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(pair.sender().isOpen()).isTrue();
            requireNothingSent(pair);
        }
    }

    private Payload bytesAndAClosedFile(int fileBytes) throws IOException {
        Path path = Content.of(92).writeTo(folder.resolve("file"), 100_000);
        try (FileChannel file = FileChannel.open(path)) {
            return Payload.builder()
                    .bytes(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                    .file(file, 0, fileBytes)
                    .build();
        }
    }

    private static void requireNothingSent(ConnectedPair pair) throws IOException {
        pair.sender().shutdownOutput();
        assertThat(pair.receiver().read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }
}
