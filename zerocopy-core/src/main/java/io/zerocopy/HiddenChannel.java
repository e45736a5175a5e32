package io.zerocopy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the SocketChannel that a stream of the JDK's hides. Such a stream hands its channel, under the lock that
 * keeps it in blocking mode, to {@code transferTo} of a FileChannel whose stream it is given: this is that FileChannel.
 * Whatever else the JDK would do with it begins with a read, which leads back before a byte has moved. (The streams of
 * JDK 18 do so first; see {@link Capabilities#showsHiddenChannels} for why they are asked later.)
 */
final class HiddenChannel extends FileChannel {
    /** Sends to a channel. */
    interface Sending {
        TransferResult to(WritableByteChannel channel) throws IOException;
    }

    /** The stream shows no channel. Thrown through the JDK's own code, once a stream: without a stack trace. */
    private static final class NotShown extends IOException {
        private static final long serialVersionUID = 1L;

        NotShown() {
            super("the stream shows no channel");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final Sending sending;
    private @Nullable TransferResult result;
    private @Nullable Exception failure;

    private HiddenChannel(Sending sending) {
        this.sending = sending;
    }

    /** Returns null, and nothing has moved, if the stream has no channel to show or that is in non-blocking mode. */
    static @Nullable TransferResult send(OutputStream stream, Sending sending) throws IOException {
        if (!Capabilities.current().showsHiddenChannels() || !TargetKind.isOfTheJdk(stream)) {
            return null;
        }
        HiddenChannel file = new HiddenChannel(sending);
        try {
            Channels.newInputStream(file).transferTo(stream);
        } catch (NotShown | IllegalBlockingModeException e) {
            // Before the first byte, unless it is the sending's own.
        }
        return file.outcome();
    }

    private @Nullable TransferResult outcome() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return result;
    }

    /** Of a single byte: it is all sent when {@link #transferTo} has returned. */
    @Override
    public long size() {
        return 1;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public FileChannel position(long newPosition) {
        return this;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        if (!(target instanceof SocketChannel socket)) {
            throw new NotShown();
        }
        try {
            result = sending.to(socket);
            return 1;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw new NotShown();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        throw new NotShown();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        throw new NotShown();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        throw new NotShown();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        throw new NotShown();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        throw new NotShown();
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        throw new NotShown();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        throw new NotShown();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        throw new NotShown();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        throw new NotShown();
    }

    @Override
    public void force(boolean metaData) {}

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        throw new NotShown();
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) {
        return null;
    }

    @Override
    protected void implCloseChannel() {}
}
