package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A text that is made for one answer. A short one is kept in memory; a longer one goes into a file that has no name any
 * more, since any number of clients may take long to read theirs.
 */
final class Page implements Body, Closeable {
    private static final int KEPT_CHARACTERS = 8 * 1024;

    private final StringBuilder text = new StringBuilder();
    private @Nullable FileChannel file;

    /** Adds to its end. */
    void append(String more) throws IOException {
        text.append(more);
        if (text.length() > KEPT_CHARACTERS) {
            spill();
        }
    }

    private void spill() throws IOException {
        FileChannel target = file;
        if (target == null) {
            target = withoutName();
            file = target;
        }
        ByteBuffer bytes = UTF_8.encode(text.toString());
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
        text.setLength(0);
    }

    private static FileChannel withoutName() throws IOException {
        Path named = Files.createTempFile("listing", null);
        return FileChannel.open(
                named, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public void addTo(Payload.Builder payload) {
        FileChannel content = file;
        if (content != null) {
            payload.file(content, 0, lengthOf(content));
        }
        payload.bytes(UTF_8.encode(text.toString()));
    }

    private static long lengthOf(FileChannel content) {
        try {
            return content.size();
        } catch (IOException e) {
            throw new IllegalStateException("a file of our own that is open", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
