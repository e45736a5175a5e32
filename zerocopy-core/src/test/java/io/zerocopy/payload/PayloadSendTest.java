package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.zerocopy.Payload;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Targets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Any mix of bytes and ranges arrives as it was announced, on every kind of target, either way it is sent. */
@ExtendWith(LeftOvers.class)
class PayloadSendTest {
    private static final Content CONTENT = Content.of(43);
    private static final int SIZE = 3_000_003;
    private static final int HEADER = 200;
    private static final int SMALL = 16 * 1024;
    private static final int LARGE = 100_000;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    static Path folder = Path.of("");

    private static Mix mix;

    @BeforeAll
    static void makeFile() throws IOException {
        mix = new Mix(CONTENT, folder.resolve("file"), SIZE);
    }

    @AfterAll
    static void closeFile() throws IOException {
        mix.close();
    }

    static Stream<Arguments> waysAndLanes() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(Lane.values())
                        .filter(lane -> way == Way.BLOCKING_CALL || !lane.isBlocking())
                        .map(lane -> Arguments.of(way, lane)));
    }

    @ParameterizedTest
    @MethodSource("waysAndLanes")
    void anyMixArrives(Way way, Lane lane) throws Exception {
        Random random = new Random(lane.name().hashCode());
        try (Lane.Open open = lane.open(CONTENT, Mix.FROM)) {
            open.release();
            for (int sent = 0; sent < SIZE; ) {
                int count = Math.min(random.nextInt(SIZE / 4), SIZE - sent);
                TransferResult result = way.send(mix.random(random, SIZE).slice(sent, count), open.target(), DEFAULTS);
                assertThat(result.bytes()).isEqualTo(count);
                sent += count;
            }
            open.finish().requireExactly(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyMixGoesThroughSmallBuffersInSmallSteps(Way way) throws IOException {
        Random random = new Random(7);
        for (TransferOptions options : List.of(
                DEFAULTS,
                DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID),
                DEFAULTS.withBufferSize(1),
                DEFAULTS.withBufferSize(333).withChunkSize(100),
                DEFAULTS.withChunkSize(1))) {
            CheckingTarget target = new CheckingTarget(CONTENT, Mix.FROM);
            way.send(mix.random(random, 5_011), Targets.piecewise(target, 500, 1), options);
            target.check().requireExactly(5_011);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyMixGoesToATargetThatOftenTakesNothing(Way way) throws IOException {
        CheckingTarget target = new CheckingTarget(CONTENT, Mix.FROM);
        way.send(mix.random(new Random(6), SIZE), Targets.piecewiseWithZeros(target, 100_000, 1), DEFAULTS);
        target.check().requireExactly(SIZE);
    }

    @Test
    void anyMixGoesToAStream() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 10; i++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            TransferResult result = ZeroCopyTransfer.send(mix.random(random, SIZE / 3), stream);
            assertThat(stream.toByteArray()).isEqualTo(CONTENT.bytes(Mix.FROM, SIZE / 3));
            assertThat(result.bytesBy(TransferMechanism.BUFFER_WRITE) + result.bytesBy(TransferMechanism.HEAP_COPY))
                    .isEqualTo(SIZE / 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsMayComeFromFileSystemsThatAreNotTheJdksOwn(Way way) throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
                FileChannel foreign = new ForeignFileChannel(FileChannel.open(mix.file()))) {
            Path inMemory = CONTENT.writeTo(memory.getPath("/file"), Mix.FROM + 2 * LARGE);
            Payload payload = Payload.builder()
                    .bytes(mix.bytes(0, 10))
                    .file(inMemory, Mix.FROM + 10, 20)
                    .bytes(mix.bytes(30, 5))
                    .file(foreign, Mix.FROM + 35, 15)
                    .file(inMemory, Mix.FROM + 50, LARGE)
                    .file(foreign, Mix.FROM + 50 + LARGE, LARGE)
                    .build();
            for (TransferOptions options :
                    List.of(DEFAULTS, DEFAULTS.withBufferSize(777).withChunkSize(5_000))) {
                CheckingTarget target = new CheckingTarget(CONTENT, Mix.FROM);
                way.send(payload, Targets.piecewiseWithZeros(target, 5_000, 2), options);
                target.check().requireExactly(50 + 2L * LARGE);
            }
        }
    }

    @Test
    void onePayloadGoesToManyPeersAtOnce() throws Exception {
        Payload payload = mix.random(new Random(9), SIZE);
        List<Background<ContentCheck>> sends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Way way = i % 2 == 0 ? Way.BLOCKING_CALL : Way.EVENT_LOOP;
            sends.add(Background.start(() -> {
                try (Peer peer = Peer.expecting(CONTENT, Mix.FROM).readsAll()) {
                    way.send(payload, peer.channel(), DEFAULTS);
                    return peer.finish();
                }
            }));
        }
        for (Background<ContentCheck> send : sends) {
            send.get().requireExactly(SIZE);
        }
    }

    private static Payload framed(int bodyBytes) throws IOException {
        return Payload.builder()
                .bytes(mix.bytes(0, HEADER))
                .file(mix.file(), Mix.FROM + HEADER, bodyBytes)
                .bytes(mix.bytes(HEADER + bodyBytes, 10))
                .build();
    }

    private static TransferResult sendToPeer(Way way, Payload payload, TransferOptions options) throws Exception {
        try (Lane.Open open = Lane.TCP_NON_BLOCKING.open(CONTENT, Mix.FROM)) {
            open.release();
            TransferResult result = way.send(payload, open.target(), options);
            open.finish().requireExactly(payload.length());
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theResultTellsBuffersFromFiles(Way way) throws Exception {
        TransferMechanism best = Lane.TCP_NON_BLOCKING.best();
        TransferResult result = sendToPeer(way, framed(LARGE), DEFAULTS);
        assertThat(result.bytesBy(TransferMechanism.BUFFER_WRITE)).isEqualTo(HEADER + 10);
        assertThat(result.bytesBy(best)).isEqualTo(LARGE);
        assertThat(result.mechanism()).isEqualTo(best);
        assertThat(result.isZeroCopy()).isEqualTo(best.isZeroCopy());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGatheredWithTheHeaderIsCopiedUnlessZeroCopyIsRequired(Way way) throws Exception {
        TransferResult gathered = sendToPeer(way, framed(SMALL), DEFAULTS);
        assertThat(gathered.bytesBy(TransferMechanism.BUFFER_WRITE)).isEqualTo(HEADER + 10);
        assertThat(gathered.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(SMALL);
        assertThat(gathered.isZeroCopy()).isFalse();
        if (ZeroCopyTransfer.capabilities().has(TransferMechanism.SENDFILE)) {
            TransferResult strict = sendToPeer(way, framed(SMALL), DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE));
            assertThat(strict.bytesBy(TransferMechanism.SENDFILE)).isEqualTo(SMALL);
            assertThat(strict.isZeroCopy()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesAloneAreZeroCopyToAnyTarget(Way way) throws Exception {
        CheckingTarget target = new CheckingTarget(CONTENT, Mix.FROM);
        Payload bytes = Payload.builder().bytes(mix.bytes(0, LARGE)).build();
        TransferResult result = way.send(bytes, target, DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE));
        assertThat(result.bytesBy(TransferMechanism.BUFFER_WRITE)).isEqualTo(LARGE);
        assertThat(result.isZeroCopy()).isTrue();
        target.check().requireExactly(LARGE);
    }

    /** Each file is judged when its turn comes, before its first byte. */
    @ParameterizedTest
    @EnumSource
    void requireFailsAtTheFirstFileThatMustBeCopied(Way way) {
        CheckingTarget target = new CheckingTarget(CONTENT, Mix.FROM);
        TransferOptions strict = DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
        assertThatThrownBy(() -> way.send(framed(SMALL), target, strict))
                .isInstanceOfSatisfying(ZeroCopyUnavailableException.class, e -> {
                    assertThat(e.bytesTransferred()).isEqualTo(HEADER);
                    assertThat(e.side()).isEqualTo(TransferException.Side.NONE);
                });
        target.check().requireExactly(HEADER);
        assertThat(target.isOpen()).isTrue();
    }
}
