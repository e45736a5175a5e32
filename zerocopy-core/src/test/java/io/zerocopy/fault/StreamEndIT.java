package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A reset that a write of somebody else was told leaves a reader with what looks like the end of the stream. Where the
 * kernel can be asked it is not taken for one.
 */
@ExtendWith(LeftOvers.class)
class StreamEndIT {
    private static final int SENT_BYTES = 5;
    private static final int READ_BEFORE_BYTES = 3;

    @TempDir
    Path folder = Path.of("");

    /** What takes the bytes, and how. */
    enum Taker {
        RECEIVE {
            @Override
            TransferResult take(SocketChannel source, Path folder, TransferOptions options) throws IOException {
                return ZeroCopyTransfer.receive(source, folder.resolve("file"), options);
            }
        },
        RELAY {
            @Override
            TransferResult take(SocketChannel source, Path folder, TransferOptions options) throws IOException {
                try (ConnectedPair out = ConnectedPair.tcp()) {
                    return ZeroCopyTransfer.relay(source, out.sender(), options);
                }
            }
        },
        RELAY_COPIED {
            @Override
            TransferResult take(SocketChannel source, Path folder, TransferOptions options) throws IOException {
                return RELAY.take(source, folder, options.withZeroCopy(ZeroCopyPolicy.AVOID));
            }
        },
        RELAY_REQUIRED {
            @Override
            TransferResult take(SocketChannel source, Path folder, TransferOptions options) throws IOException {
                return RELAY.take(source, folder, options.withZeroCopy(ZeroCopyPolicy.REQUIRE));
            }
        };

        abstract TransferResult take(SocketChannel source, Path folder, TransferOptions options) throws IOException;
    }

    @BeforeAll
    static void requireTier() {
        Tier.assumeHere();
        assertThat(SystemCalls.awaitReady()).isTrue();
    }

    /** Something that happens when the first bytes have been moved. */
    private interface Event {
        void happen() throws IOException;
    }

    private static TransferOptions when(Event event) {
        return TransferOptions.DEFAULTS.withListener(new TransferListener() {
            private boolean happened;

            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (!happened) {
                    happened = true;
                    try {
                        event.happen();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
    }

    /** Writes until it is told that the connection is gone; no read is told any more then. */
    private static void writeUntilTold(SocketChannel channel) {
        assertThatThrownBy(() -> {
                    while (true) {
                        channel.write(ByteBuffer.allocate(1));
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static void reset(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0).close();
    }

    private static void send(ConnectedPair pair, int bytes) throws IOException {
        pair.sender().write(ByteBuffer.allocate(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void aResetThatAWriteWasToldIsNoEnd(Taker taker) throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            // Others have read something of it before.
            send(pair, READ_BEFORE_BYTES);
            pair.receiver().read(ByteBuffer.allocate(READ_BEFORE_BYTES));
            send(pair, SENT_BYTES);
            TransferOptions options = when(() -> {
                reset(pair.sender());
                writeUntilTold(pair.receiver());
            });
            assertThatThrownBy(() -> taker.take(pair.receiver(), folder, options))
                    .isInstanceOfSatisfying(TransferException.class, e -> {
                        assertThat(e.side()).isEqualTo(TransferException.Side.SOURCE);
                        assertThat(e.bytesTransferred()).isEqualTo(SENT_BYTES);
                        assertThat(e.bytesRead()).isEqualTo(SENT_BYTES);
                    });
            assertThat(Files.exists(folder.resolve("file"))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFinIsAnEndWhateverComesBehindIt(Taker taker) throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            send(pair, SENT_BYTES);
            TransferOptions options = when(() -> {
                pair.sender().close();
                writeUntilTold(pair.receiver());
            });
            assertThat(taker.take(pair.receiver(), folder, options).bytes()).isEqualTo(SENT_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFinIsAnEnd(Taker taker) throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            send(pair, SENT_BYTES);
            TransferOptions options = when(pair.sender()::close);
            assertThat(taker.take(pair.receiver(), folder, options).bytes()).isEqualTo(SENT_BYTES);
        }
    }

    /** It was there before the transfer began. */
    @ParameterizedTest
    @EnumSource
    void aFinThatCameBefore(Taker taker) throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            send(pair, SENT_BYTES);
            pair.sender().close();
            TransferOptions options = when(() -> writeUntilTold(pair.receiver()));
            assertThat(taker.take(pair.receiver(), folder, options).bytes()).isEqualTo(SENT_BYTES);
        }
    }

    /** This side had said that it would send no more. */
    @ParameterizedTest
    @EnumSource
    void ofAConnectionThatIsHalfClosed(Taker taker) throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            pair.receiver().shutdownOutput();
            send(pair, SENT_BYTES);
            TransferOptions options = when(pair.sender()::close);
            assertThat(taker.take(pair.receiver(), folder, options).bytes()).isEqualTo(SENT_BYTES);
        }
    }

    @Test
    void aUnixDomainSocketIsNotAsked() throws IOException {
        try (ConnectedPair pair = ConnectedPair.unix()) {
            send(pair, SENT_BYTES);
            TransferOptions options = when(() -> {
                pair.sender().close();
                writeUntilTold(pair.receiver());
            });
            assertThat(Taker.RECEIVE.take(pair.receiver(), folder, options).bytes())
                    .isEqualTo(SENT_BYTES);
        }
    }
}
