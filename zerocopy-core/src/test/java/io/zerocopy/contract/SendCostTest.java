package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a send costs beside the bytes: garbage, and calls that move nothing. */
@ExtendWith(LeftOvers.class)
class SendCostTest {
    private static final Content CONTENT = Content.of(105);
    private static final int SIZE = 4096;

    @TempDir
    Path folder = Path.of("");

    /** Interpreted, so that no compiler removes what the next version of it may not. */
    @Test
    void twoHundredBytesOfGarbage() throws Exception {
        String bytes = ChildJvm.of(ManySends.class)
                .options("-Xint")
                .arguments(folder.resolve("file"))
                .run()
                .requireSuccess();
        assertThat(Integer.parseInt(bytes)).isBetween(1, 200);
    }

    /** Prints how many bytes a send of an open file to a blocking socket leaves behind. */
    static final class ManySends {
        private static final int WARM_UP = 200;
        private static final int SENDS = 2_000;

        private ManySends() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel file = FileChannel.open(CONTENT.writeTo(Path.of(arguments[0]), SIZE));
                    Peer peer = Peer.expecting(Content.of(1), 0).readsAll()) {
                send(file, peer, WARM_UP);
                long before = Gauges.allocatedBytes();
                send(file, peer, SENDS);
                System.out.println((Gauges.allocatedBytes() - before) / SENDS);
            }
        }

        private static void send(FileChannel file, Peer peer, int times) throws IOException {
            for (int i = 0; i < times; i++) {
                ZeroCopyTransfer.send(file, 0, SIZE, peer.channel());
            }
        }
    }

    /** Whether a file appends is found out once for all parts that go to it. */
    @Test
    void aTargetIsLookedAtOnce() throws Exception {
        Syscalls.assumeAvailable();
        Path target = folder.resolve("traced-target");
        Syscalls calls = Syscalls.of(
                ChildJvm.of(ManyParts.class).arguments(folder.resolve("file"), target), "lseek,fstat,newfstatat,statx");
        calls.child().requireSuccess();
        assertThat(calls.touching(target)).hasSizeLessThan(20 + 2 * ManyParts.PARTS);
    }

    /** Sends a payload of many files with bytes between them. */
    static final class ManyParts {
        static final int PARTS = 50;

        private ManyParts() {}

        public static void main(String[] arguments) throws IOException {
            Path file = CONTENT.writeTo(Path.of(arguments[0]), SIZE);
            Payload.Builder payload = Payload.builder();
            for (int i = 0; i < PARTS; i++) {
                payload.bytes(ByteBuffer.allocate(10)).file(file);
            }
            try (FileChannel target =
                    FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ZeroCopyTransfer.send(payload.build(), target);
            }
        }
    }
}
