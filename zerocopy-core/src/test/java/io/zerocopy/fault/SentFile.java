package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that is sent, and a channel on it that is the caller's. */
final class SentFile implements AutoCloseable {
    static final Content CONTENT = Content.of(31);
    static final long SIZE = 4_000_037;

    /** As what the library is given it. */
    enum Form {
        PATH,
        CHANNEL
    }

    private final Path path;
    private final FileChannel channel;

    private SentFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes it anew. */
    static SentFile in(Path folder) throws IOException {
        Path path = CONTENT.writeTo(folder.resolve("file"), SIZE);
        return new SentFile(path, FileChannel.open(path));
    }

    Path path() {
        return path;
    }

    /** Sends all of it, as long as it is when the call is made. */
    TransferResult send(Form form, Link link, TransferOptions options) throws IOException {
        return form == Form.PATH ? link.send(path, options) : link.send(channel, SIZE, options);
    }

    void cutTo(long size) throws IOException {
        try (FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE)) {
            writer.truncate(size);
        }
    }

    void grow() throws IOException {
        try (FileChannel writer = FileChannel.open(path, StandardOpenOption.APPEND)) {
            writer.write(ByteBuffer.wrap(CONTENT.bytes(SIZE, 100_000)));
        }
    }

    boolean isChannelOpen() {
        return channel.isOpen();
    }

    /** Fails unless the caller's channel is as it was. */
    void requireUntouched() throws IOException {
        assertThat(channel.isOpen()).as("the caller's channel is open").isTrue();
        assertThat(channel.position()).isZero();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
