package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
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
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
