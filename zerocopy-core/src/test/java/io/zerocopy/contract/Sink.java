package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.RecordingTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a file is sent to as a whole; each gives back what it got, when the result has counted as much. */
enum Sink {
    SOCKET {
        @Override
        byte[] send(Path source, Path folder) throws Exception {
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                Background<byte[]> reading = Background.start(
                        () -> pair.receiver().socket().getInputStream().readAllBytes());
                TransferResult result = ZeroCopyTransfer.send(source, pair.sender());
                pair.sender().shutdownOutput();
                return counted(reading.get(), result);
            }
        }
    },
    CHANNEL {
        @Override
        byte[] send(Path source, Path folder) throws IOException {
            RecordingTarget target = new RecordingTarget();
            TransferResult result = ZeroCopyTransfer.send(source, target);
            return counted(target.bytes(), result);
        }
    },
    STREAM {
        @Override
        byte[] send(Path source, Path folder) throws IOException {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            TransferResult result = ZeroCopyTransfer.send(source, target);
            return counted(target.toByteArray(), result);
        }
    },
    FILE {
        @Override
        byte[] send(Path source, Path folder) throws IOException {
            Path copy = folder.resolve("copy");
            try (FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                TransferResult result = ZeroCopyTransfer.send(source, target);
                return counted(Files.readAllBytes(copy), result);
            }
        }
    };

    abstract byte[] send(Path source, Path folder) throws Exception;

    private static byte[] counted(byte[] bytes, TransferResult result) {
        assertThat(result.bytes()).isEqualTo(bytes.length);
        return bytes;
    }
}
