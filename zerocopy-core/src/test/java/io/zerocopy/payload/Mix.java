package io.zerocopy.payload;

import io.zerocopy.Payload;
import io.zerocopy.testkit.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;

/**
 * Payloads that say what a content says, from a position on, in parts of every kind. Position in the file and position
 * in the payload differ, so that one taken for the other shows.
 */
final class Mix implements AutoCloseable {
    /** Where in the content, and so in the file, every payload begins. */
    static final int FROM = 7_777;

    private static final int SMALL_BYTES = 300;
    private static final int LARGE_BYTES = 400_000;

    private final Content content;
    private final Path file;
    private final FileChannel channel;

    /** Writes the file, of {@code size} bytes behind {@link #FROM}. */
    Mix(Content content, Path file, long size) throws IOException {
        this.content = content;
        this.file = content.writeTo(file, FROM + size);
        this.channel = FileChannel.open(file);
    }

    Path file() {
        return file;
    }

    /** The one channel that all payloads share; where it stands is of no importance to them. */
    FileChannel channel() {
        return channel;
    }

    ByteBuffer bytes(int position, int count) {
        return ByteBuffer.wrap(content.bytes(FROM + position, count));
    }

    /** A payload of {@code length} bytes in random parts, with empty ones among them. */
    Payload random(Random random, int length) throws IOException {
        Payload.Builder payload = Payload.builder();
        int done = 0;
        while (done < length) {
            int most = random.nextInt(3) == 0 ? LARGE_BYTES : SMALL_BYTES;
            int count = Math.min(random.nextInt(most), length - done);
            addPart(payload, random.nextInt(4), done, count);
            done += count;
        }
        return payload.build();
    }

    private void addPart(Payload.Builder payload, int kind, int position, int count) throws IOException {
        switch (kind) {
            case 0 -> payload.bytes(bytes(position, count));
            case 1 -> payload.bytes(direct(position, count));
            case 2 -> payload.file(file, FROM + position, count);
            default -> payload.file(channel, FROM + position, count);
        }
    }

    private ByteBuffer direct(int position, int count) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count);
        content.put(FROM + position, bytes);
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
