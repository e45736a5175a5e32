package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others throw keeps its meaning: a listener's is nobody's failure, and a target's is not the transfer's own. */
@ExtendWith(LeftOvers.class)
class NestedTransferTest {
    private static final Content CONTENT = Content.of(103);
    private static final int SIZE = 100_003;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    /** A target that makes transfers of its own, one of which fails with counts of its own. */
    @Test
    void aTransferInsideATarget() {
        TransferException inner = catchThrowableOfType(
                TransferException.class,
                () -> ZeroCopyTransfer.send(file, 0, SIZE + 1L, new CheckingTarget(CONTENT, 0)));
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        TransferException outer = catchThrowableOfType(
                TransferException.class, () -> ZeroCopyTransfer.send(file, Targets.failingAfter(target, 500, inner)));
        assertThat(outer).isNotSameAs(inner).hasCause(inner).isExactlyInstanceOf(TransferException.class);
        assertThat(outer.bytesTransferred()).isEqualTo(500);
        assertThat(outer.side()).isEqualTo(TransferException.Side.TARGET);
        target.check().requireExactly(500);
    }

    /** Java's compiler forbids it; other languages, and tools that go around it, do not. */
    @ParameterizedTest
    @EnumSource
    void aListenerThatThrowsWhatItMayNot(Lane lane) throws Exception {
        TransferListener checked = new TransferListener() {
            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                throw NestedTransferTest.<RuntimeException>unchecked(new IOException("of the listener"));
            }
        };
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            ZeroCopyTransfer.send(file, open.target(), TransferOptions.DEFAULTS.withListener(checked));
            open.finish().requireExactly(SIZE);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The point of it.
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }

    /** So do channels. What they had taken before has moved, and is not sent again. */
    @Test
    void aTargetThatThrowsWhatItMayNot() throws IOException {
        IOException failure = new IOException("of the target");
        CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        DelegatingTarget sneaky = new DelegatingTarget(taken) {
            @Override
            public int write(ByteBuffer source) {
                try {
                    int bytes = pass(source.slice().limit(Math.min(500, source.remaining())));
                    source.position(source.position() + bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                throw NestedTransferTest.<RuntimeException>unchecked(new Exception("checked", failure));
            }
        };
        List<Throwable> told = new ArrayList<>();
        TransferOptions options = TransferOptions.DEFAULTS.withListener(new TransferListener() {
            @Override
            public void onFailure(Throwable e) {
                told.add(e);
            }
        });
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, sneaky, options)).hasCause(failure);
        assertThat(told).hasSize(1);

        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, 500, SIZE - 500), options)) {
            assertThatThrownBy(() -> send.advance(sneaky)).hasCause(failure);
            assertThat(send.transferred()).isEqualTo(500);
            while (!send.isComplete()) {
                send.advance(taken);
            }
        }
        taken.check().requireExactly(SIZE);
    }

    /** What the target has in its hands has not moved yet: it would be written twice. */
    @Test
    void anAdvanceInsideAnAdvance() throws IOException {
        CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file))) {
            DelegatingTarget nesting = new DelegatingTarget(taken) {
                @Override
                public int write(ByteBuffer source) throws IOException {
                    send.advance(taken);
                    return pass(source);
                }
            };
            assertThatThrownBy(() -> send.advance(nesting)).isInstanceOf(IllegalStateException.class);
            while (!send.isComplete()) {
                send.advance(taken);
            }
            taken.check().requireExactly(SIZE);
        }
    }

    /** Also when some of it has moved: who reads a log finds the lines of one transfer by its name. */
    @Test
    void aTransferKeepsItsName() throws IOException {
        try (FileChannel source = FileChannel.open(file)) {
            CheckingTarget taken = new CheckingTarget(CONTENT, 1000);
            assertThatThrownBy(() -> ZeroCopyTransfer.send(
                            source, 1000, 50_000, Targets.failingAfter(taken, 500, new IOException("no tape"))))
                    .hasMessageStartingWith("send of a FileChannel at byte 1,000 to ")
                    .hasMessageContaining(" after 500 of 50,000 bytes");
            Payload parts = Payload.builder()
                    .bytes(CONTENT.bytes(0, 100))
                    .file(source, 100, 50_000)
                    .build();
            CheckingTarget all = new CheckingTarget(CONTENT, 0);
            assertThatThrownBy(() ->
                            ZeroCopyTransfer.send(parts, Targets.failingAfter(all, 45_000, new IOException("no tape"))))
                    .hasMessageStartingWith("send of a FileChannel at byte 100 in a payload to ");
        }
    }

    /** Both ways to send a payload of nothing say the same of it. */
    @Test
    void nothingAtAll() throws IOException {
        Payload nothing = Payload.builder().build();
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll();
                PendingSend send = ZeroCopyTransfer.begin(nothing)) {
            assertThat(ZeroCopyTransfer.send(nothing, peer.channel()).mechanism())
                    .isEqualTo(send.result().mechanism());
        }
    }

    @Test
    void zeroCopyOfARangeOfProcfsIsRefused() throws IOException {
        Path procfs = Path.of("/proc/self/status");
        Skip.unless(Files.isReadable(procfs), "no procfs here");
        TransferOptions strict = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            assertThat(catchThrowableOfType(
                            ZeroCopyUnavailableException.class,
                            () -> ZeroCopyTransfer.send(procfs, 0, 5, peer.channel(), strict)))
                    .isNotNull();
            peer.finish().requireExactly(0);
        }
    }
}
