package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real channels are told apart as Selection needs it, and looking at them changes nothing. */
@ExtendWith(LeftOvers.class)
class TargetKindTest {
    private static final Capabilities JDK_17 = new Capabilities(Capabilities.Platform.LINUX, 17, () -> "not here");
    private static final Capabilities JDK_25 = new Capabilities(Capabilities.Platform.LINUX, 25, () -> "not here");

    @TempDir
    Path folder = Path.of("");

    @Test
    void socketsAndTheirWrappers() throws IOException {
        try (ConnectedPair tcp = ConnectedPair.tcp();
                ConnectedPair unix = ConnectedPair.unix()) {
            assertThat(TargetKind.of(tcp.sender(), ZeroCopyPolicy.PREFER, JDK_25))
                    .isEqualTo(TargetKind.SOCKET);
            assertThat(TargetKind.of(unix.sender(), ZeroCopyPolicy.PREFER, JDK_17))
                    .isEqualTo(TargetKind.SOCKET);
            assertThat(TargetKind.of(new DelegatingTarget(tcp.sender()), ZeroCopyPolicy.PREFER, JDK_25))
                    .isEqualTo(TargetKind.CHANNEL);
        }
    }

    @Test
    void pipesAndStreams() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source();
                OutputStream stream = new ByteArrayOutputStream()) {
            assertThat(source.isOpen()).isTrue();
            assertThat(TargetKind.of(sink, ZeroCopyPolicy.PREFER, JDK_25)).isEqualTo(TargetKind.PIPE);
            assertThat(TargetKind.of(new StreamTarget(stream), ZeroCopyPolicy.PREFER, JDK_25))
                    .isEqualTo(TargetKind.STREAM);
            assertThat(TargetKind.of(Channels.newChannel(stream), ZeroCopyPolicy.PREFER, JDK_25))
                    .isEqualTo(TargetKind.CHANNEL);
        }
    }

    @Test
    void filesAndTheirPositions() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "12345");
        try (FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE);
                FileChannel appending = FileChannel.open(file, StandardOpenOption.APPEND);
                FileChannel foreign = new ForeignFileChannel(FileChannel.open(file, StandardOpenOption.WRITE))) {
            writing.position(3);
            assertThat(TargetKind.of(writing, ZeroCopyPolicy.PREFER, JDK_25)).isEqualTo(TargetKind.FILE);
            assertThat(TargetKind.of(writing, ZeroCopyPolicy.PREFER, JDK_17)).isEqualTo(TargetKind.FILE);
            assertThat(writing.position()).isEqualTo(3);
            assertThat(TargetKind.of(appending, ZeroCopyPolicy.PREFER, JDK_25)).isEqualTo(TargetKind.APPENDING_FILE);
            // No kernel road to files there: not worth a probe.
            assertThat(TargetKind.of(appending, ZeroCopyPolicy.PREFER, JDK_17)).isEqualTo(TargetKind.FILE);
            assertThat(TargetKind.of(foreign, ZeroCopyPolicy.PREFER, JDK_25)).isEqualTo(TargetKind.CHANNEL);
        }
        assertThat(Files.readString(file)).isEqualTo("12345");
    }
}
