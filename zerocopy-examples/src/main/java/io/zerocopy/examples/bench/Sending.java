package io.zerocopy.examples.bench;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.function.IOSupplier;

/** A whole file on its way from an event loop, step by step. */
final class Sending implements Closeable {
    private final Step step;
    private final Closeable end;
    private final long bytes;
    private long sent;

    private Sending(Step step, Closeable end, long bytes) {
        this.step = step;
        this.end = end;
        this.bytes = bytes;
    }

    private interface Step {
        /** Moves what the channel takes now of the bytes from here on; returns how many those were. */
        long from(long position, SocketChannel channel) throws IOException;
    }

    /** Begins the library's. */
    static IOSupplier<Sending> byLibrary(Path file) throws IOException {
        long bytes = Files.size(file);
        return () -> {
            PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file));
            return new Sending((position, channel) -> send.advance(channel), send, bytes);
        };
    }

    /** Begins what one writes by hand where nothing goes wrong. */
    static IOSupplier<Sending> byHand(Path path) {
        return () -> {
            FileChannel file = FileChannel.open(path);
            long bytes = file.size();
            return new Sending(
                    (position, channel) -> file.transferTo(position, bytes - position, channel), file, bytes);
        };
    }

    /** Goes on until all is sent or the channel is full; tells whether all is sent. */
    boolean advance(SocketChannel channel) throws IOException {
        long moved;
        do {
            moved = step.from(sent, channel);
            sent += moved;
        } while (moved > 0 && sent < bytes);
        return sent == bytes;
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
