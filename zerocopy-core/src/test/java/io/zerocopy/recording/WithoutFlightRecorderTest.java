package io.zerocopy.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A run-time image without jdk.jfr runs the library: on the class path, and linked in as a module. */
@ExtendWith(LeftOvers.class)
class WithoutFlightRecorderTest {
    private static final Content CONTENT = Content.of(58);
    private static final int SIZE = 1_000_000;

    @TempDir
    Path folder = Path.of("");

    /** Sends a file, and prints in what surroundings. */
    static final class OneSend {
        private OneSend() {}

        public static void main(String[] arguments) throws IOException {
            Path file = CONTENT.writeTo(Path.of(arguments[0]), SIZE);
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                TransferResult result = ZeroCopyTransfer.send(file, peer.channel());
                peer.finish().requireExactly(SIZE);
                System.out.println(result.bytes() + " bytes; recorder: "
                        + ModuleLayer.boot().findModule("jdk.jfr").isPresent() + "; module: "
                        + ZeroCopyTransfer.class.getModule().getName());
            }
        }
    }

    @Test
    void onTheClassPath() throws Exception {
        ChildJvm child = ChildJvm.of(OneSend.class)
                .options("--limit-modules", "java.base")
                .arguments(folder.resolve("file"));
        assertThat(child.run().requireSuccess()).isEqualTo("1000000 bytes; recorder: false; module: null");
    }

    @Test
    void inAnImageOfItsOwn() throws Exception {
        Path classes = ChildJvm.home(ZeroCopyTransfer.class);
        Skip.unless(Files.exists(classes.resolve("module-info.class")), "the library is not compiled as a module");
        Path image = folder.resolve("image");
        link(classes + File.pathSeparator + ChildJvm.home(Logger.class), image);
        ChildJvm child = ChildJvm.of(OneSend.class)
                .java(image)
                .options("--add-modules", "io.zerocopy.core")
                .arguments(folder.resolve("file"));
        assertThat(child.run().requireSuccess()).isEqualTo("1000000 bytes; recorder: false; module: io.zerocopy.core");
    }

    /** Without packaged modules newer JDKs can link from the running image, if they were built so. */
    private static void link(String modulePath, Path image) throws Exception {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        Skip.unless(Files.isExecutable(jlink), "this JDK has no jlink");
        Process process = new ProcessBuilder(
                        jlink.toString(),
                        "--module-path",
                        modulePath,
                        "--add-modules",
                        "io.zerocopy.core",
                        "--output",
                        image.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean canLink = !output.contains("jmods") && !output.contains("does not contain packaged modules");
        Skip.unless(process.waitFor() == 0 || canLink, "jlink cannot link here: " + output);
        assertThat(process.exitValue()).as(output).isZero();
    }
}
