package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Small neighbours leave in one write: one segment, and no wait for an acknowledgement where TCP_NODELAY was forgotten.
 */
@ExtendWith(LeftOvers.class)
class GatheringTest {
    private static final Content CONTENT = Content.of(45);
    private static final int HEADER = 200;
    private static final int SMALL = 16 * 1024;
    private static final int LARGE = 1024 * 1024;

    @TempDir
    Path folder = Path.of("");

    private long writes(Way way, Payload payload, TransferOptions options) throws IOException {
        CheckingTarget checking = new CheckingTarget(CONTENT, Mix.FROM);
        DelegatingTarget target = new DelegatingTarget(checking);
        way.send(payload, target, options);
        checking.check().requireExactly(payload.length());
        return target.calls();
    }

    @ParameterizedTest
    @EnumSource
    void neighboursLeaveInOneWrite(Way way) throws IOException {
        try (Mix mix = new Mix(CONTENT, folder.resolve("file"), LARGE)) {
            Payload.Builder lines = Payload.builder();
            for (int i = 0; i < 100; i++) {
                lines.bytes(mix.bytes(10 * i, 10));
            }
            assertThat(writes(way, lines.build(), TransferOptions.DEFAULTS)).isEqualTo(1);
            lines.file(mix.channel(), Mix.FROM + 1000, SMALL).bytes(mix.bytes(1000 + SMALL, 10));
            assertThat(writes(way, lines.build(), TransferOptions.DEFAULTS)).isEqualTo(1);
            // A second file does not go with the first one.
            lines.file(mix.file(), Mix.FROM + 1010 + SMALL, SMALL);
            assertThat(writes(way, lines.build(), TransferOptions.DEFAULTS)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepsStaySmall(Way way) throws IOException {
        try (Mix mix = new Mix(CONTENT, folder.resolve("file"), LARGE)) {
            Payload payload = Payload.builder()
                    .bytes(mix.bytes(0, HEADER))
                    .bytes(mix.bytes(HEADER, HEADER))
                    .file(mix.file(), Mix.FROM + 2 * HEADER, SMALL)
                    .build();
            assertThat(writes(way, payload, TransferOptions.DEFAULTS.withChunkSize(HEADER)))
                    .isEqualTo((2 * HEADER + SMALL + HEADER - 1) / HEADER);
        }
    }

    /** As the kernel saw it: the calls on the socket, with what each returned. */
    @ParameterizedTest
    @CsvSource({
        "BLOCKING_CALL, PREFER, 16384, write 16594",
        "EVENT_LOOP, PREFER, 16384, write 16594",
        "BLOCKING_CALL, PREFER, 1048576, write 200 sendfile 1048576 write 10",
        "EVENT_LOOP, REQUIRE, 16384, write 200 sendfile 16384 write 10",
    })
    void theKernelSeesOneWrite(Way way, ZeroCopyPolicy policy, int bodyBytes, String expected) throws Exception {
        Syscalls.assumeAvailable();
        Path file = folder.resolve("file");
        Syscalls calls = Syscalls.of(
                ChildJvm.of(OneSend.class).arguments(way, policy, bodyBytes, file), "sendfile,write,writev,sendto");
        calls.child().requireSuccess();
        List<String> onTheSocket = calls.all().stream()
                .filter(call -> call.rest().matches("\\d+<(TCP|socket).*") && call.result() > 1)
                .map(call -> call.name().replace("64", "") + " " + call.result())
                .toList();
        assertThat(String.join(" ", onTheSocket)).isEqualTo(expected);
    }

    /** Sends header, body and trailer to a peer that reads at once. */
    static final class OneSend {
        private OneSend() {}

        public static void main(String[] arguments) throws IOException {
            int bodyBytes = Integer.parseInt(arguments[2]);
            try (Mix mix = new Mix(CONTENT, Path.of(arguments[3]), HEADER + bodyBytes + 10);
                    Peer peer = Peer.expecting(CONTENT, Mix.FROM)
                            .socketBuffers(4 * LARGE)
                            .readsAll()) {
                Payload payload = Payload.builder()
                        .bytes(mix.bytes(0, HEADER))
                        .file(mix.file(), Mix.FROM + HEADER, bodyBytes)
                        .bytes(mix.bytes(HEADER + bodyBytes, 10))
                        .build();
                Way.valueOf(arguments[0])
                        .send(
                                payload,
                                peer.channel(),
                                TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.valueOf(arguments[1])));
                peer.finish().requireExactly(payload.length());
            }
        }
    }
}
