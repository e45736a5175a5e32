package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Targets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is wrong with a part is found before the header that promised it goes out; what goes wrong later is counted
 * exactly.
 */
@ExtendWith(LeftOvers.class)
class PayloadFailureTest {
    private static final Content CONTENT = Content.of(44);
    private static final int HEADER = 200;
    private static final int BODY = 50_000;

    @TempDir
    Path folder = Path.of("");

    private Mix mix;

    @BeforeEach
    void makeFile() throws IOException {
        mix = new Mix(CONTENT, folder.resolve("file"), HEADER + BODY);
    }

    @AfterEach
    void closeFile() throws IOException {
        mix.close();
    }

    private Payload framed() throws IOException {
        return Payload.builder()
                .bytes(mix.bytes(0, HEADER))
                .file(mix.file(), Mix.FROM + HEADER, BODY)
                .build();
    }

    private Payload framed(FileChannel body) {
        return Payload.builder()
                .bytes(mix.bytes(0, HEADER))
                .file(body, Mix.FROM + HEADER, BODY)
                .build();
    }

    /** Fails with this before the first byte, sent either way or to a stream. */
    private static void requireNothingSent(Payload payload, Class<? extends Exception> failure) {
        RecordingTarget target = new RecordingTarget();
        for (Way way : Way.values()) {
            assertThatThrownBy(() -> way.send(payload, target, TransferOptions.DEFAULTS))
                    .as("%s", way)
                    .isInstanceOf(failure)
                    .asString()
                    .startsWith(failure.getName());
        }
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        assertThatThrownBy(() -> ZeroCopyTransfer.send(payload, stream))
                .isInstanceOf(failure)
                .asString()
                .startsWith(failure.getName());
        assertThat(target.bytes()).isEmpty();
        assertThat(stream.size()).isZero();
        assertThat(target.isOpen()).isTrue();
    }

    private void truncate(long size) throws IOException {
        try (FileChannel out = FileChannel.open(mix.file(), StandardOpenOption.WRITE)) {
            out.truncate(size);
        }
    }

    @Test
    void aMissingFileIsFoundFirst() throws IOException {
        Payload payload = framed();
        Files.delete(mix.file());
        requireNothingSent(payload, NoSuchFileException.class);
    }

    @Test
    void aFileThatWasCutIsFoundFirst() throws IOException {
        Payload payload = framed();
        truncate(Mix.FROM + HEADER + BODY - 1);
        requireNothingSent(payload, SourceTruncatedException.class);
        requireNothingSent(framed(mix.channel()), SourceTruncatedException.class);
        // What is still there of it can be sent.
        RecordingTarget target = new RecordingTarget();
        ZeroCopyTransfer.send(payload.slice(0, HEADER + BODY - 1), target);
        assertThat(target.bytes()).isEqualTo(CONTENT.bytes(Mix.FROM, HEADER + BODY - 1));
    }

    @Test
    void aFileThatWasReplacedByAShorterOneIsFoundFirst() throws IOException {
        Payload payload = framed();
        Path shorter = CONTENT.writeTo(folder.resolve("shorter"), 10);
        Files.move(shorter, mix.file(), StandardCopyOption.REPLACE_EXISTING);
        requireNothingSent(payload, SourceTruncatedException.class);
    }

    @Test
    void aChannelThatCannotBeReadIsFoundFirst() throws IOException {
        FileChannel closed = FileChannel.open(mix.file());
        closed.close();
        requireNothingSent(framed(closed), ClosedChannelException.class);
        try (FileChannel writable = FileChannel.open(mix.file(), StandardOpenOption.WRITE)) {
            requireNothingSent(framed(writable), NonReadableChannelException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsCutWhileItIsSent(Way way) throws Exception {
        int size = 8 * 1024 * 1024;
        try (Mix large = new Mix(CONTENT, folder.resolve("large"), size);
                Peer peer = Peer.expecting(CONTENT, Mix.FROM)
                        .socketBuffers(64 * 1024)
                        .stalls()) {
            Payload payload = Payload.builder()
                    .bytes(large.bytes(0, HEADER))
                    .file(large.file(), Mix.FROM + HEADER, size - HEADER)
                    .build();
            Background<TransferException> send = Background.start(() -> catchThrowableOfType(
                    TransferException.class, () -> way.send(payload, peer.channel(), TransferOptions.DEFAULTS)));
            peer.allow(1_000_000);
            Await.until("a part has arrived", () -> peer.received() == 1_000_000);
            try (FileChannel out = FileChannel.open(large.file(), StandardOpenOption.WRITE)) {
                out.truncate(Mix.FROM + size / 2);
            }
            peer.release();
            TransferException cut = send.get();
            assertThat(cut).isExactlyInstanceOf(SourceTruncatedException.class);
            assertThat(cut.side()).isEqualTo(TransferException.Side.SOURCE);
            assertThat(cut.bytesTransferred()).isEqualTo(size / 2);
            assertThat(peer.channel().isOpen()).isTrue();
            peer.finish().requireExactly(size / 2);
        }
    }

    /** Wherever the target fails, a slice from there makes the whole again. */
    @ParameterizedTest
    @EnumSource
    void aSendIsResumedAtAnyByte(Way way) throws IOException {
        int length = 60;
        Payload payload = Payload.builder()
                .bytes(mix.bytes(0, 13))
                .bytes(mix.bytes(13, 7))
                .file(mix.file(), Mix.FROM + 20, 15)
                .bytes(mix.bytes(35, 5))
                .file(mix.channel(), Mix.FROM + 40, 20)
                .build();
        for (int failAt = 0; failAt < length; failAt++) {
            RecordingTarget target = new RecordingTarget();
            IOException lost = new IOException("lost");
            int at = failAt;
            Throwable failure = catchThrowableOfType(
                    IOException.class,
                    () -> way.send(payload, Targets.failingAfter(target, at, lost), TransferOptions.DEFAULTS));
            assertThat(target.bytes()).hasSize(failAt);
            if (failure instanceof TransferException counted) {
                assertThat(counted).hasCause(lost);
                assertThat(counted.bytesTransferred()).isEqualTo(failAt);
                assertThat(counted.side()).isEqualTo(TransferException.Side.TARGET);
            } else {
                assertThat(failure)
                        .as("an event loop gets what the target threw")
                        .isSameAs(lost);
            }
            way.send(payload.slice(failAt, length - failAt), target, TransferOptions.DEFAULTS);
            assertThat(target.bytes()).isEqualTo(CONTENT.bytes(Mix.FROM, length));
        }
    }
}
