package io.zerocopy;

import io.zerocopy.testkit.DirectMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;

/** Takes all direct memory for itself, and copies a file all the same. */
final class WithoutDirectMemoryMain {
    private static final int SIZE = 3_000_000;
    private static final int SENDS = 4;

    private WithoutDirectMemoryMain() {}

    public static void main(String[] args) throws Exception {
        byte[] content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        Path file = Files.createTempFile("zerocopy", null);
        try (FileChannel source = FileChannel.open(file)) {
            Files.write(file, content);
            // The first use: from here on something is set aside.
            copy(source, content, 1000);
            List<ByteBuffer> taken = DirectMemory.takeAll();
            long begin = System.nanoTime();
            List<FutureTask<Void>> sends = new ArrayList<>();
            for (int i = 0; i < SENDS; i++) {
                FutureTask<Void> send = new FutureTask<>(() -> {
                    copy(source, content, SIZE);
                    return null;
                });
                new Thread(send, "send").start();
                sends.add(send);
            }
            for (FutureTask<Void> send : sends) {
                send.get();
            }
            System.out.println("all there after " + (System.nanoTime() - begin) / 1_000_000 + " ms, beside "
                    + taken.size() + " buffers of the application");
        } finally {
            Files.delete(file);
        }
    }

    private static void copy(FileChannel source, byte[] content, int count) throws Exception {
        Pipe pipe = Pipe.open();
        byte[] received = new byte[count];
        FutureTask<Void> reading = new FutureTask<>(() -> {
            // A direct buffer of its own would be one too many: this one reads through the pool's, too.
            ByteBuffer buffer = BufferPool.DIRECT.acquire(4096);
            for (int at = 0; at < count; ) {
                buffer.clear();
                int bytes = pipe.source().read(buffer);
                if (bytes < 0) {
                    throw new IOException("ended after " + at);
                }
                buffer.flip().get(received, at, bytes);
                at += bytes;
            }
            BufferPool.DIRECT.release(buffer);
            return null;
        });
        new Thread(reading, "reading").start();
        try (Pipe.SinkChannel sink = pipe.sink()) {
            ZeroCopyTransfer.send(source, 0, count, sink, TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID));
            reading.get();
        } finally {
            pipe.source().close();
        }
        if (Arrays.mismatch(received, 0, count, content, 0, count) >= 0) {
            throw new AssertionError("not what was sent");
        }
    }
}
