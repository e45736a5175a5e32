package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the target does wrong passes as it is and the send goes on; what is wrong with the source or the time is final.
 */
@ExtendWith(LeftOvers.class)
class PendingSendFailureTest {
    private static final Content CONTENT = Content.of(49);
    private static final int HEADER = 200;
    private static final int SIZE = 3_000_000;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    Path folder = Path.of("");

    private Mix mix;
    private final CheckingTarget target = new CheckingTarget(CONTENT, Mix.FROM);
    private final Ends ends = new Ends();

    @BeforeEach
    void makeFile() throws IOException {
        mix = new Mix(CONTENT, folder.resolve("file"), SIZE);
    }

    @AfterEach
    void closeFile() throws IOException {
        mix.close();
    }

    @ParameterizedTest
    @EnumSource
    void aSocketThatIsNotConnectedSaysSo(ZeroCopyPolicy policy) throws IOException {
        try (SocketChannel socket = SocketChannel.open();
                PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(mix.file()), DEFAULTS.withZeroCopy(policy))) {
            socket.configureBlocking(false);
            assertThatThrownBy(() -> send.advance(socket)).isInstanceOf(NotYetConnectedException.class);
            assertThat(send.transferred()).isZero();
        }
    }

    /** Remembers how transfers ended. */
    private static final class Ends implements TransferListener {
        private final List<Object> all = new ArrayList<>();

        @Override
        public void onComplete(TransferResult result) {
            all.add(result);
        }

        @Override
        public void onFailure(Throwable failure) {
            all.add(failure);
        }
    }

    private Payload framed() throws IOException {
        return Payload.builder()
                .bytes(mix.bytes(0, HEADER))
                .file(mix.file(), Mix.FROM + HEADER, SIZE - HEADER)
                .build();
    }

    private PendingSend begin() throws IOException {
        return ZeroCopyTransfer.begin(framed(), DEFAULTS.withListener(ends));
    }

    private TransferException requireFinal(PendingSend send, WritableByteChannel to) throws IOException {
        TransferException failure = catchThrowableOfType(TransferException.class, () -> Way.drive(send, to));
        assertThat(failure).isNotNull();
        assertThat(failure.bytesTransferred()).isEqualTo(send.transferred());
        assertThatThrownBy(() -> send.advance(to)).as("again").isSameAs(failure);
        assertThatThrownBy(() -> send.advance(new CheckingTarget(CONTENT, 0)))
                .as("with another target")
                .isSameAs(failure);
        assertThatThrownBy(send::result).isInstanceOf(IllegalStateException.class);
        assertThat(to.isOpen()).isTrue();
        send.close();
        assertThat(ends.all).containsExactly(failure);
        return failure;
    }

    private void truncate(long size) throws IOException {
        try (FileChannel out = FileChannel.open(mix.file(), StandardOpenOption.WRITE)) {
            out.truncate(size);
        }
    }

    @Test
    void aFileThatIsCutIsFinal() throws IOException {
        PendingSend send = begin();
        send.advance(target);
        truncate(Mix.FROM + 2_000_000);
        TransferException failure = requireFinal(send, target);
        assertThat(failure).isExactlyInstanceOf(SourceTruncatedException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        target.check().requireExactly(2_000_000);
    }

    @Test
    void aFileThatIsGoneWhenItsTurnComesIsFinal() throws IOException {
        PendingSend send = ZeroCopyTransfer.begin(
                Payload.builder()
                        .file(mix.channel(), Mix.FROM, 1_000_000)
                        .file(mix.file(), Mix.FROM + 1_000_000, 1_000_000)
                        .build(),
                DEFAULTS.withListener(ends));
        Files.delete(mix.file());
        TransferException failure = requireFinal(send, target);
        assertThat(failure).hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        target.check().requireExactly(1_000_000);
    }

    @Test
    void aChannelThatItsOwnerClosesIsFinal() throws IOException {
        PendingSend send =
                ZeroCopyTransfer.begin(Payload.ofFile(mix.channel(), Mix.FROM, SIZE), DEFAULTS.withListener(ends));
        long there = send.advance(target);
        mix.channel().close();
        TransferException failure = requireFinal(send, target);
        assertThat(failure).hasCauseInstanceOf(ClosedChannelException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
        target.check().requireExactly(there);
    }

    @Test
    void timeThatRanOutIsFinal() throws Exception {
        PendingSend send =
                ZeroCopyTransfer.begin(framed(), DEFAULTS.withListener(ends).withTimeout(Duration.ofMillis(20)));
        Await.pass(Duration.ofMillis(25));
        assertThat(requireFinal(send, target))
                .isInstanceOfSatisfying(
                        TransferTimeoutException.class,
                        e -> assertThat(e.isStall()).isFalse());
    }

    @Test
    void whatTheTargetThrowsPassesAndTheSendGoesOn() throws IOException {
        IOException lost = new IOException("lost");
        RuntimeException broken = new IllegalStateException("broken");
        for (ZeroCopyPolicy policy : List.of(ZeroCopyPolicy.PREFER, ZeroCopyPolicy.AVOID)) {
            CheckingTarget whole = new CheckingTarget(CONTENT, Mix.FROM);
            try (PendingSend send = ZeroCopyTransfer.begin(framed(), DEFAULTS.withZeroCopy(policy))) {
                for (long[] failure : new long[][] {{0, 0}, {77, 77}, {HEADER, 277}, {500_000, 500_277}}) {
                    assertThatThrownBy(() -> Way.drive(send, Targets.failingAfter(whole, failure[0], lost)))
                            .isSameAs(lost);
                    assertThat(send.transferred()).isEqualTo(failure[1]);
                }
                assertThatThrownBy(() -> Way.drive(send, Targets.failingAfter(whole, 23, broken)))
                        .isSameAs(broken);
                assertThat(send.transferred()).isEqualTo(500_300);
                Way.drive(send, whole);
                whole.check().requireExactly(SIZE);
            }
        }
    }

    /** A target that makes a transfer of its own says what that ended with: nothing that would be final here. */
    @Test
    void aTransferExceptionOfTheTargetsOwnIsTheTargets() throws IOException {
        TransferException own = catchThrowableOfType(
                TransferException.class,
                () -> ZeroCopyTransfer.send(mix.file(), 0, Long.MAX_VALUE / 2, new CheckingTarget(CONTENT, 0)));
        try (PendingSend send = begin()) {
            assertThatThrownBy(() -> Way.drive(send, Targets.failingAfter(target, 10, own)))
                    .isSameAs(own);
            Way.drive(send, target);
        }
        target.check().requireExactly(SIZE);
        assertThat(ends.all).hasSize(1).first().isInstanceOf(TransferResult.class);
    }

    @Test
    void aPeerThatVanishesCanBeReplaced() throws Exception {
        try (PendingSend send = begin()) {
            try (Peer peer =
                    Peer.expecting(CONTENT, Mix.FROM).socketBuffers(64 * 1024).resetsAfter(100_000)) {
                peer.channel().configureBlocking(false);
                assertThatThrownBy(() -> Way.drive(send, peer.channel()))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(TransferException.class)
                        .satisfies(e -> assertThat(e.getSuppressed())
                                .as("what sendfile said")
                                .hasSize(1));
            }
            long there = send.transferred();
            assertThat(there).isGreaterThanOrEqualTo(100_000);
            CheckingTarget rest = new CheckingTarget(CONTENT, Mix.FROM + there);
            Way.drive(send, rest);
            rest.check().requireExactly(SIZE - there);
        }
    }

    /** Nothing is copied, so that the kernel's word is the last; and it does not say which side has failed. */
    @Test
    void whatTheKernelThrowsUnderRequireIsOfNobodyAndNotFinal() throws Exception {
        TransferOptions required = DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE).withListener(ends);
        try (PendingSend send = ZeroCopyTransfer.begin(framed(), required)) {
            try (Peer peer =
                    Peer.expecting(CONTENT, Mix.FROM).socketBuffers(64 * 1024).resetsAfter(100_000)) {
                peer.channel().configureBlocking(false);
                TransferException failure =
                        catchThrowableOfType(TransferException.class, () -> Way.drive(send, peer.channel()));
                assertThat(failure).isExactlyInstanceOf(TransferException.class).hasCauseInstanceOf(IOException.class);
                assertThat(failure.side()).isEqualTo(TransferException.Side.NONE);
                assertThat(failure.bytesTransferred()).isEqualTo(send.transferred());
            }
            long there = send.transferred();
            try (Peer peer = Peer.expecting(CONTENT, Mix.FROM + there).readsAll()) {
                peer.channel().configureBlocking(false);
                Way.drive(send, peer.channel());
                peer.finish().requireExactly(SIZE - there);
            }
        }
        assertThat(ends.all).hasSize(1).first().isInstanceOf(TransferResult.class);
    }

    @Test
    void aClosedTargetIsAsGoodAsNone() throws IOException {
        try (PendingSend send = begin()) {
            long there = send.advance(target);
            target.close();
            assertThatThrownBy(() -> send.advance(target))
                    .isInstanceOf(ClosedChannelException.class)
                    .asString()
                    .startsWith(ClosedChannelException.class.getName() + ": ");
            CheckingTarget rest = new CheckingTarget(CONTENT, Mix.FROM + there);
            Way.drive(send, rest);
            rest.check().requireExactly(SIZE - there);
        }
        assertThat(ends.all).hasSize(1).first().isInstanceOf(TransferResult.class);
    }

    /** Nothing has been touched yet, so the flag is all that is wrong. */
    @Test
    void anInterruptIsNotFinal() throws IOException {
        try (PendingSend send = begin()) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> send.advance(target))
                        .isExactlyInstanceOf(TransferException.class)
                        .hasCauseInstanceOf(ClosedByInterruptException.class);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                assertThatThrownBy(this::begin)
                        .isExactlyInstanceOf(TransferException.class)
                        .hasCauseInstanceOf(ClosedByInterruptException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(send.transferred()).isZero();
            Way.drive(send, target);
            target.check().requireExactly(SIZE);
        }
    }

    /**
     * As a wrapper does that closes its whole connection when a write fails; the pool's next user is not to be read.
     */
    @Test
    void closedByTheTargetItKeepsItsBufferUntilTheWriteIsOver() throws IOException {
        Path other = Content.of(50).writeTo(folder.resolve("other"), SIZE);
        PendingSend send = ZeroCopyTransfer.begin(
                Payload.ofFile(mix.file(), Mix.FROM, SIZE),
                DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID).withListener(ends));
        WritableByteChannel closing = new DelegatingTarget(target) {
            @Override
            public int write(ByteBuffer source) throws IOException {
                send.close();
                ZeroCopyTransfer.send(other, new CheckingTarget(Content.of(50), 0));
                return pass(source);
            }
        };
        long there = send.advance(closing);
        target.check().requireExactly(there);
        assertThatThrownBy(() -> send.advance(target))
                .isInstanceOf(ClosedChannelException.class)
                .asString()
                .startsWith(ClosedChannelException.class.getName() + ": ");
        assertThat(ends.all)
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        TransferException.class,
                        e -> assertThat(e.bytesTransferred()).isEqualTo(there));
    }

    @Test
    void aSendThatIsGivenUpHasFailed() throws IOException {
        PendingSend send = begin();
        long there = send.advance(target);
        send.close();
        send.close();
        assertThat(ends.all).hasSize(1).first().isInstanceOfSatisfying(TransferException.class, e -> {
            assertThat(e.bytesTransferred()).isEqualTo(there);
            assertThat(e.side()).isEqualTo(TransferException.Side.NONE);
        });
        PendingSend complete = ZeroCopyTransfer.begin(framed().slice(0, 10), DEFAULTS.withListener(ends));
        complete.advance(new CheckingTarget(CONTENT, Mix.FROM));
        complete.close();
        assertThat(ends.all).hasSize(2).last().isInstanceOf(TransferResult.class);
    }
}
