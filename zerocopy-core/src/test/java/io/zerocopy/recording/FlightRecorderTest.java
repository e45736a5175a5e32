package io.zerocopy.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who records sees each transfer once, with what moved it and how it ended; who does not pays nothing for it. */
@ExtendWith(LeftOvers.class)
class FlightRecorderTest {
    private static final Content CONTENT = Content.of(57);
    private static final int HEADER = 200;
    private static final int SIZE = 1_000_000;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    @Test
    void eachTransferIsOneEvent() throws Exception {
        String best = Lane.TCP_BLOCKING.best().name();
        Path recorded = folder.resolve("recorded.jfr");
        ChildJvm.of(Recorded.class).arguments(file, recorded).run().requireSuccess();
        String events = ChildJvm.of(Printed.class).arguments(recorded).run().requireSuccess();
        assertThat(events.lines())
                .containsExactly(
                        "1000200 | " + best + " 1000000, BUFFER_WRITE 200 | complete",
                        "1000000 | DIRECT_BUFFER_COPY 1000000 | " + SourceTruncatedException.class.getName(),
                        "0 |  | java.nio.file.NoSuchFileException",
                        "0 |  | complete",
                        "100 | DIRECT_BUFFER_COPY 100 | complete",
                        "100 | DIRECT_BUFFER_COPY 100 | io.zerocopy.TransferException");
    }

    /** Makes transfers that end well and badly while they are recorded. */
    static final class Recorded {
        private Recorded() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            try (Recording recording = new Recording()) {
                recording.enable("io.zerocopy.Transfer");
                recording.start();
                transfer(file);
                recording.stop();
                recording.dump(Path.of(arguments[1]));
            }
        }

        private static void transfer(Path file) throws IOException {
            Payload framed = Payload.builder()
                    .bytes(ByteBuffer.wrap(new byte[HEADER]))
                    .file(file)
                    .build();
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                ZeroCopyTransfer.send(framed, peer.channel());
            }
            CheckingTarget target = new CheckingTarget(CONTENT, 0);
            failing(() -> ZeroCopyTransfer.send(file, 0, SIZE + 1, target));
            failing(() -> ZeroCopyTransfer.send(file.resolveSibling("missing"), target));
            ZeroCopyTransfer.send(Payload.builder().build(), target);
            begin(file, 100, target).close();
            begin(file, 200, target).close();
        }

        private static PendingSend begin(Path file, long count, CheckingTarget target) throws IOException {
            TransferOptions options = TransferOptions.DEFAULTS.withChunkSize(100);
            PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file, 0, count), options);
            send.advance(target);
            return send;
        }

        private interface Call {
            void run() throws IOException;
        }

        private static void failing(Call call) {
            try {
                call.run();
            } catch (IOException e) {
                return;
            }
            throw new AssertionError("did not fail");
        }
    }

    /** Prints what a recording has of transfers. */
    static final class Printed {
        private Printed() {}

        public static void main(String[] arguments) throws IOException {
            for (RecordedEvent event : RecordingFile.readAllEvents(Path.of(arguments[0]))) {
                if (event.getEventType().getName().equals("io.zerocopy.Transfer")) {
                    assertThat(event.getDuration()).isPositive();
                    String outcome = event.getString("outcome").split(":", 2)[0];
                    System.out.println(
                            event.getLong("bytes") + " | " + event.getString("bytesByMechanism") + " | " + outcome);
                }
            }
        }
    }

    @Test
    void withoutARecordingTheRecorderIsNotEvenStarted() throws Exception {
        ChildJvm child = ChildJvm.of(Unrecorded.class).arguments(file);
        assertThat(child.run().requireSuccess()).isEqualTo("recorder started: false");
    }

    /** Sends, and tells whether that has started Java Flight Recorder. */
    static final class Unrecorded {
        private Unrecorded() {}

        public static void main(String[] arguments) throws IOException {
            ZeroCopyTransfer.send(Path.of(arguments[0]), new CheckingTarget(CONTENT, 0));
            System.out.println("recorder started: " + FlightRecorder.isInitialized());
        }
    }

    /** As its users start it, from the command line. */
    @Test
    void aRecordingOfTheCommandLineHasThem() throws Exception {
        Path recorded = folder.resolve("command-line.jfr");
        ChildJvm.of(Unrecorded.class)
                .options("-XX:StartFlightRecording=filename=" + recorded, "-Xlog:disable")
                .arguments(file)
                .run()
                .requireSuccess();
        assertThat(ChildJvm.of(Printed.class).arguments(recorded).run().requireSuccess())
                .isEqualTo("1000000 | DIRECT_BUFFER_COPY 1000000 | complete");
    }
}
