package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.VirtualThreads;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever kind of channel the bytes come from, it is waited for, and left as it was. */
@ExtendWith(LeftOvers.class)
class SourcesTest {
    private static final Content CONTENT = Content.of(61);
    private static final int FIRST = 100_003;
    private static final int SIZE = 1_000_003;
    private static final Duration QUIET = Duration.ofMillis(100);

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void blocking(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.open(kind)) {
            receiveInTwoParts(Form.CHANNEL_TO_END, wire);
            assertThat(wire.readingChannel().isBlocking()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nonBlocking(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.open(kind)) {
            wire.readingChannel().configureBlocking(false);
            receiveInTwoParts(Form.CHANNEL_TO_END, wire);
            assertThat(wire.readingChannel().isBlocking()).isFalse();
            assertThat(wire.readingChannel().isRegistered()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = "CHANNEL_TO_END")
    void inEveryForm(Form form) throws Exception {
        try (Wire wire = Wire.open(Wire.Kind.PIPE)) {
            receiveInTwoParts(form, wire);
        }
        if (!form.isOfStream()) {
            try (Wire wire = Wire.open(Wire.Kind.UNIX)) {
                wire.readingChannel().configureBlocking(false);
                receiveInTwoParts(form, wire);
            }
        }
    }

    /** The second part comes when the call has waited for a while, at next to no cost. */
    private void receiveInTwoParts(Form form, Wire wire) throws Exception {
        Path file = folder.resolve("from-" + wire);
        Progress progress = new Progress();
        Background<TransferResult> receiving = Background.start(
                () -> form.receive(wire.readingEnd(), file, SIZE, TransferOptions.DEFAULTS.withListener(progress)));
        wire.write(CONTENT, 0, FIRST);
        progress.await(FIRST);
        long cpuNanos = Gauges.cpuNanos(receiving.thread());
        Await.pass(QUIET);
        assertThat(Gauges.cpuNanos(receiving.thread()) - cpuNanos)
                .as("CPU time of a wait")
                .isLessThan(QUIET.toNanos() / 2);
        assertThat(receiving.isDone()).isFalse();
        Background<Void> giving = wire.giveAll(CONTENT, FIRST, SIZE - FIRST);
        TransferResult result = receiving.get();
        giving.get();
        CONTENT.requireFile(file, SIZE);
        progress.requireEnd(result);
        assertThat(progress.total()).isEqualTo(form.isCounted() ? SIZE : -1);
        assertThat(wire.readingEnd().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void onAVirtualThread(Wire.Kind kind) throws Exception {
        VirtualThreads.assumeAvailable();
        Path file = folder.resolve("file");
        for (boolean blocking : new boolean[] {true, false}) {
            try (Wire wire = Wire.open(kind)) {
                wire.readingChannel().configureBlocking(blocking);
                Progress progress = new Progress();
                FutureTask<TransferResult> receiving = new FutureTask<>(() -> ZeroCopyTransfer.receive(
                        wire.readingEnd(), file, TransferOptions.DEFAULTS.withListener(progress)));
                VirtualThreads.start(receiving);
                wire.write(CONTENT, 0, FIRST);
                progress.await(FIRST);
                Background<Void> giving = wire.giveAll(CONTENT, FIRST, SIZE - FIRST);
                progress.requireEnd(receiving.get(1, TimeUnit.MINUTES));
                giving.get();
                CONTENT.requireFile(file, SIZE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.MATCH_NONE,
            names = {"WRAPPED_TCP", "TLS"})
    void registeredWithASelectorOfTheCallers(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.open(kind);
                Selector selector = wire.readingChannel().provider().openSelector()) {
            wire.readingChannel().configureBlocking(false);
            SelectionKey key = wire.readingChannel().register(selector, SelectionKey.OP_READ, "attached");
            receiveInTwoParts(Form.CHANNEL_COUNTED, wire);
            assertThat(key.isValid()).isTrue();
            assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_READ);
            assertThat(key.attachment()).isEqualTo("attached");
            // The end of the stream is still there to be told.
            assertThat(selector.select()).isEqualTo(1);
            assertThat(wire.readToEnd(CONTENT, SIZE)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileChannelFromItsOwnPosition(boolean foreign) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        Path copy = folder.resolve("copy");
        try (FileChannel own = FileChannel.open(file);
                FileChannel source = foreign ? new ForeignFileChannel(own) : own) {
            ZeroCopyTransfer.receive(source, copy, FIRST);
            assertThat(source.position()).isEqualTo(FIRST);
            CONTENT.requireFile(copy, FIRST);
            source.position(0);
            ZeroCopyTransfer.receive(source, copy);
            assertThat(source.position()).isEqualTo(SIZE);
            CONTENT.requireFile(copy, SIZE);
            assertThat(source.isOpen()).isTrue();
        }
    }
}
