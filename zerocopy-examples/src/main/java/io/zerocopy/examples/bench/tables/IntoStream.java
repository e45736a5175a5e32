package io.zerocopy.examples.bench.tables;

import com.google.common.io.ByteStreams;
import io.zerocopy.examples.bench.Side;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;
import org.apache.commons.io.IOUtils;

/** A whole file into the stream of a socket, by all that is there for it. */
final class IntoStream {
    private IntoStream() {}

    static List<Side> all(Path file, Side.Wire wire) {
        return List.of(
                side("Files.copy", wire, out -> Files.copy(file, out)),
                side("Files.newInputStream().transferTo", wire, out -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        in.transferTo(out);
                    }
                }),
                side("Guava ByteStreams, streams", wire, out -> {
                    try (InputStream in = new FileInputStream(file.toFile())) {
                        ByteStreams.copy(in, out);
                    }
                }),
                side("commons-io IOUtils", wire, out -> {
                    try (InputStream in = new FileInputStream(file.toFile())) {
                        IOUtils.copyLarge(in, out);
                    }
                }),
                side("okio", wire, out -> {
                    try (Source in = Okio.source(file)) {
                        BufferedSink sink = Okio.buffer(Okio.sink(out));
                        sink.writeAll(in);
                        sink.flush();
                    }
                }));
    }

    private static Side side(String name, Side.Wire wire, StreamWork work) {
        return new Side(name, wire, socket -> work.write(socket.getOutputStream()));
    }

    @FunctionalInterface
    private interface StreamWork {
        void write(OutputStream out) throws IOException;
    }
}
