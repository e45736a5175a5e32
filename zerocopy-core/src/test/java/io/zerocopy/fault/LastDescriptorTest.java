package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that has one descriptor left can still send a file: a selector is a help, and not a need. */
@ExtendWith(LeftOvers.class)
@EnabledOnOs(OS.LINUX)
class LastDescriptorTest {
    private static final Content CONTENT = Content.of(84);
    private static final int SIZE = 4 * 1024 * 1024;

    @TempDir
    Path folder = Path.of("");

    @Test
    void oneIsEnough() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        String printed = ChildJvm.of(OneLeft.class)
                .under("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh")
                .arguments(file)
                .run()
                .requireSuccess();
        System.out.println(printed);
        assertThat(printed).contains("sent");
    }

    /** Uses up all descriptors but one while the selector that is kept is in use, and sends the file with that one. */
    static final class OneLeft {
        private OneLeft() {}

        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            // Loads what a class path of folders needs descriptors for, and leaves one selector that is kept.
            send(file, ZeroCopyPolicy.PREFER);
            send(file, ZeroCopyPolicy.AVOID);
            try (Peer silent = peer();
                    Peer peer = peer()) {
                Background<TransferResult> keepsTheSelector = sending(file, silent, ZeroCopyPolicy.PREFER);
                Await.until("it waits", () -> silent.received() > 0);
                List<FileChannel> hoard = hoard(file);
                hoard.remove(hoard.size() - 1).close();
                Background<TransferResult> sending = sending(file, peer, ZeroCopyPolicy.PREFER);
                Await.until("it has begun, or failed", () -> peer.received() > 0 || sending.isDone());
                peer.release();
                TransferResult result = sending.get();
                for (FileChannel each : hoard) {
                    each.close();
                }
                peer.finish().requireExactly(SIZE);
                silent.release();
                keepsTheSelector.get();
                silent.finish().requireExactly(SIZE);
                System.out.println("sent: " + result);
            }
        }

        /** It reads a little, and the rest when it is let. */
        private static Peer peer() throws IOException {
            Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(64 * 1024).stalls();
            peer.channel().configureBlocking(false);
            peer.allow(1);
            return peer;
        }

        private static Background<TransferResult> sending(Path file, Peer peer, ZeroCopyPolicy policy) {
            return Background.start(
                    () -> ZeroCopyTransfer.send(file, peer.channel(), TransferOptions.DEFAULTS.withZeroCopy(policy)));
        }

        private static void send(Path file, ZeroCopyPolicy policy) throws Exception {
            try (Peer peer = peer()) {
                Background<TransferResult> sending = sending(file, peer, policy);
                peer.release();
                sending.get();
                peer.finish().requireExactly(SIZE);
            }
        }

        private static List<FileChannel> hoard(Path file) {
            List<FileChannel> hoard = new ArrayList<>();
            while (true) {
                try {
                    hoard.add(FileChannel.open(file));
                } catch (IOException e) {
                    if (hoard.isEmpty() || !Files.exists(file)) {
                        throw new AssertionError(e);
                    }
                    return hoard;
                }
            }
        }
    }
}
