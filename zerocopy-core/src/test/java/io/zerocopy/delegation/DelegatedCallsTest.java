package io.zerocopy.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A wrapper that counts keeps sendfile; one that transforms never gets it. The witness is the kernel. */
@ExtendWith(LeftOvers.class)
class DelegatedCallsTest {
    private static final String TRACED = "sendfile,copy_file_range,splice,read,pread64,mmap";
    private static final Content CONTENT = Content.of(56);
    private static final int SIZE = 10_000_000;
    private static final int TIMES = 100_000;

    @TempDir
    Path folder = Path.of("");

    @Test
    void twoCountingWrappersKeepSendfile() throws Exception {
        Syscalls.assumeAvailable();
        Path file = CONTENT.writeTo(folder.resolve("counted-source"), SIZE);
        Syscalls calls = Syscalls.of(ChildJvm.of(Counted.class).arguments(file), TRACED);
        assertThat(calls.child().requireSuccess()).isEqualTo(SIZE + " and " + SIZE);
        assertThat(calls.calls("sendfile").stream()
                        .mapToLong(Syscalls.Call::result)
                        .filter(result -> result > 0)
                        .sum())
                .isEqualTo(SIZE);
        assertThat(calls.touching(file))
                .extracting(Syscalls.Call::name)
                .isNotEmpty()
                .allMatch(name -> name.startsWith("sendfile") || name.equals("copy_file_range"));
    }

    /** Sends through two wrappers. */
    static final class Counted {
        private Counted() {}

        public static void main(String[] arguments) throws IOException {
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                CountingTarget inner = CountingTarget.of(peer.channel());
                CountingTarget outer = CountingTarget.of(inner);
                ZeroCopyTransfer.send(Path.of(arguments[0]), outer);
                peer.finish().requireExactly(SIZE);
                System.out.println(outer.forwarded() + " and " + inner.forwarded());
            }
        }
    }

    @Test
    void aTransformingWrapperNeverGetsIt() throws Exception {
        Syscalls.assumeAvailable();
        Path file = folder.resolve("transformed-source");
        Files.writeString(file, "shout ".repeat(TIMES));
        Syscalls calls = Syscalls.of(ChildJvm.of(Transformed.class).arguments(file), TRACED);
        calls.child().requireSuccess();
        assertThat(calls.count("sendfile") + calls.count("copy_file_range") + calls.count("splice"))
                .isZero();
        assertThat(calls.touching(file)).extracting(Syscalls.Call::name).containsOnly("pread64");
    }

    /**
     * Sends through a wrapper that writes in upper case, which counts below another one that does not declare itself.
     */
    static final class Transformed {
        private Transformed() {}

        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                Background<byte[]> reading = Background.start(
                        () -> pair.receiver().socket().getInputStream().readAllBytes());
                ZeroCopyTransfer.send(file, Targets.upperCasing(CountingTarget.of(pair.sender())));
                pair.sender().close();
                String received = new String(reading.get(), StandardCharsets.US_ASCII);
                if (!received.equals("SHOUT ".repeat(TIMES))) {
                    throw new AssertionError("not what the wrapper makes of it");
                }
            }
        }
    }
}
