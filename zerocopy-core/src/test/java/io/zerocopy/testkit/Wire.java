package io.zerocopy.testkit;

import io.zerocopy.testkit.ConnectedPair.Family;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import tlschannel.ClientTlsChannel;
import tlschannel.HeapBufferAllocator;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;
import tlschannel.WouldBlockException;

/**
 * A one-way connection within this process, of each kind that bytes come and go over. The library gets one end and the
 * test is at the other one, blocking.
 */
public final class Wire implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;

    /** What the bytes go over. */
    public enum Kind {
        TCP,
        UNIX,
        PIPE,
        /** An application's own channels around TCP: in non-blocking mode they answer 0 and cannot be waited on. */
        WRAPPED_TCP,
        /** As the one before, and what is written and what goes over TCP differ. */
        TLS
    }

    private final Kind kind;
    private final SelectableChannel writingChannel;
    private final SelectableChannel readingChannel;
    private final WritableByteChannel writingEnd;
    private final ReadableByteChannel readingEnd;

    private Wire(
            Kind kind,
            SelectableChannel writingChannel,
            WritableByteChannel writingEnd,
            SelectableChannel readingChannel,
            ReadableByteChannel readingEnd) {
        this.kind = kind;
        this.writingChannel = writingChannel;
        this.readingChannel = readingChannel;
        this.writingEnd = writingEnd;
        this.readingEnd = readingEnd;
    }

    /** With buffers far below a megabyte: who does not read stalls the writer. */
    public static Wire open(Kind kind) throws Exception {
        if (kind == Kind.PIPE) {
            Pipe pipe = Pipe.open();
            return new Wire(kind, pipe.sink(), pipe.sink(), pipe.source(), pipe.source());
        }
        ConnectedPair pair = ConnectedPair.over(kind == Kind.UNIX ? Family.UNIX : Family.TCP, SOCKET_BUFFER_BYTES);
        SocketChannel sender = pair.sender();
        SocketChannel receiver = pair.receiver();
        return switch (kind) {
            case TCP, UNIX, PIPE -> new Wire(kind, sender, sender, receiver, receiver);
            case WRAPPED_TCP ->
                new Wire(kind, sender, new DelegatingTarget(sender), receiver, new DelegatingSource(receiver));
            case TLS -> overTls(sender, receiver);
        };
    }

    private static Wire overTls(SocketChannel sender, SocketChannel receiver) throws Exception {
        // The server writes: its session ticket would lie unread at the other end, and a close then is a reset.
        TlsChannel server = ServerTlsChannel.newBuilder(sender, Certificate.CONTEXT)
                .withEncryptedBufferAllocator(new HeapBufferAllocator())
                .build();
        TlsChannel client = ClientTlsChannel.newBuilder(receiver, Certificate.CONTEXT)
                .withEncryptedBufferAllocator(new HeapBufferAllocator())
                .build();
        Background<Boolean> handshaken = Background.start(() -> {
            server.handshake();
            return true;
        });
        client.handshake();
        handshaken.get();
        return new Wire(Kind.TLS, sender, new ZeroAnswering(server), receiver, new ZeroAnswering(client));
    }

    /** Made once: keytool takes a second. */
    private static final class Certificate {
        static final SSLContext CONTEXT = make();

        private static SSLContext make() {
            try {
                Path folder = Files.createTempDirectory("keys");
                Path keyStore = folder.resolve("keys.p12");
                SSLContext context = SelfSigned.context(keyStore);
                Files.delete(keyStore);
                Files.delete(folder);
                return context;
            } catch (Exception e) {
                throw new LinkageError("no certificate", e);
            }
        }
    }

    private record DelegatingSource(ReadableByteChannel delegate) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            return delegate.read(target);
        }

        @Override
        public boolean isOpen() {
            return delegate.isOpen();
        }

        @Override
        public void close() throws IOException {
            delegate.close();
        }
    }

    /** A TLS channel that answers 0, as channels do, where the library for TLS throws. */
    private record ZeroAnswering(TlsChannel channel) implements ByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                return channel.read(target);
            } catch (WouldBlockException e) {
                return 0;
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int from = source.position();
            try {
                channel.write(source);
            } catch (WouldBlockException e) {
                // It may have taken a part nevertheless.
            }
            return source.position() - from;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Where bytes go in: a source's other end, or what the library is to write to. */
    public WritableByteChannel writingEnd() {
        return writingEnd;
    }

    /** Where bytes come out: what the library is to read from, or a target's other end. */
    public ReadableByteChannel readingEnd() {
        return readingEnd;
    }

    /** The channel of the writing end, also where that wraps it. */
    public SelectableChannel writingChannel() {
        return writingChannel;
    }

    /** The channel of the reading end, also where that wraps it. */
    public SelectableChannel readingChannel() {
        return readingChannel;
    }

    /** Writes bytes of a content. */
    public void write(Content content, long from, long count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        long end = from + count;
        for (long next = from; next < end; ) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, end - next));
            content.put(next, piece);
            piece.flip();
            while (piece.hasRemaining()) {
                next += writingEnd.write(piece);
            }
        }
    }

    /** Writes bytes of a content and ends the stream, on a thread of its own. */
    public Background<Void> giveAll(Content content, long from, long count) {
        return Background.start(() -> {
            write(content, from, count);
            endStream();
            return Null.of(Void.class);
        });
    }

    /** The reader sees the end of the stream; the reading end stays as it is. */
    public void endStream() throws IOException {
        if (writingEnd instanceof ZeroAnswering tls) {
            writingChannel.configureBlocking(true);
            tls.channel().shutdown();
        } else if (writingChannel instanceof SocketChannel socket) {
            socket.shutdownOutput();
        } else {
            writingChannel.close();
        }
    }

    /** Reads this many bytes of a content, and fails if others come, or the end. */
    public void read(Content content, long from, long count) throws IOException {
        ContentCheck check = content.checkFrom(from);
        while (check.count() < count) {
            if (read(check, count - check.count()) < 0) {
                throw new AssertionError("the stream ended after " + check);
            }
        }
        check.requireRight();
    }

    /** Reads to the end of the stream, where all must be right, and returns how many bytes that was. */
    public long readToEnd(Content content, long from) throws IOException {
        ContentCheck check = content.checkFrom(from);
        while (read(check, PIECE_BYTES) >= 0) {}
        check.requireRight();
        return check.count();
    }

    private int read(ContentCheck check, long atMostBytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(atMostBytes, PIECE_BYTES));
        int bytes = readingEnd.read(piece);
        check.accept(piece.flip());
        return bytes;
    }

    /** The writer goes, and the reader gets a reset (TCP). */
    public void resetByWriter() throws IOException {
        reset(writingChannel);
    }

    /** The reader goes, and the writer gets a reset (TCP). */
    public void resetByReader() throws IOException {
        reset(readingChannel);
    }

    private static void reset(SelectableChannel channel) throws IOException {
        ((SocketChannel) channel).setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        try (readingChannel) {
            writingChannel.close();
        }
    }

    @Override
    public String toString() {
        return kind.toString();
    }
}
