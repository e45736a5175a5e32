package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole files and ranges arrive on every kind of channel in every mode, by the mechanism that the policy asks for. */
@ExtendWith(LeftOvers.class)
class ChannelTargetTest {
    private static final Content CONTENT = Content.of(1);
    private static final int SIZE = 3_000_001;

    @TempDir
    Path folder = Path.of("");

    static Stream<Arguments> lanesAndPolicies() {
        return Stream.of(Lane.values())
                .flatMap(lane -> Stream.of(ZeroCopyPolicy.PREFER, ZeroCopyPolicy.AVOID)
                        .map(policy -> Arguments.of(lane, policy)));
    }

    @ParameterizedTest
    @MethodSource("lanesAndPolicies")
    void aWholeFile(Lane lane, ZeroCopyPolicy policy) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(policy);
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            TransferResult result = ZeroCopyTransfer.send(file, open.target(), options);
            TransferMechanism expected =
                    policy == ZeroCopyPolicy.AVOID ? TransferMechanism.DIRECT_BUFFER_COPY : lane.best();
            assertThat(result.bytes()).isEqualTo(SIZE);
            assertThat(result.mechanism()).isEqualTo(expected);
            assertThat(result.bytesBy(expected)).isEqualTo(SIZE);
            assertThat(result.isZeroCopy()).isEqualTo(expected.isZeroCopy());
            assertThat(open.channel().isBlocking()).isEqualTo(lane.isBlocking());
            assertThat(open.channel().isOpen()).isTrue();
            open.finish().requireExactly(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rangesOneAfterTheOther(Lane lane) throws IOException {
        Path path = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (Lane.Open open = lane.open(CONTENT, 11);
                FileChannel file = FileChannel.open(path)) {
            open.release();
            file.position(5);
            assertThat(ZeroCopyTransfer.send(path, 11, 89, open.target()).bytes())
                    .isEqualTo(89);
            assertThat(ZeroCopyTransfer.send(file, 100, 1_000_000, open.target())
                            .bytes())
                    .isEqualTo(1_000_000);
            assertThat(ZeroCopyTransfer.send(path, 1_000_100, 0, open.target()).bytes())
                    .isZero();
            assertThat(ZeroCopyTransfer.send(file, 1_000_100, SIZE - 1_000_100, open.target())
                            .bytes())
                    .isEqualTo(SIZE - 1_000_100);
            assertThat(file.position()).isEqualTo(5);
            assertThat(file.isOpen()).isTrue();
            open.finish().requireExactly(SIZE - 11);
        }
    }

    @ParameterizedTest
    @EnumSource
    void smallChunksAndBuffersAreAllowed(Lane lane) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), 10_007);
        TransferOptions tiny = TransferOptions.DEFAULTS.withChunkSize(13).withBufferSize(7);
        try (Lane.Open open = lane.open(CONTENT, 0)) {
            open.release();
            ZeroCopyTransfer.send(file, open.target(), tiny);
            open.finish().requireExactly(10_007);
        }
    }
}
