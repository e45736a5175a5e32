package user;

import io.zerocopy.ZeroCopyTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/** What somebody else wrote: meters what passes to a channel, and leaves the bytes of files in the kernel. */
final class MeteredTarget implements ZeroCopyTarget {
    private final WritableByteChannel behind;
    private long bytes;

    MeteredTarget(WritableByteChannel behind) {
        this.behind = behind;
    }

    /** Bytes that the channel behind has taken. */
    long bytes() {
        return bytes;
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        long moved = ZeroCopyTarget.forward(source, position, count, behind);
        bytes += Math.max(0, moved);
        return moved;
    }

    @Override
    public SelectableChannel selectable() {
        return behind instanceof SelectableChannel channel ? channel : null;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int from = source.position();
        try {
            return behind.write(source);
        } finally {
            // By the position: it is right also where the channel behind has thrown in the middle.
            bytes += source.position() - from;
        }
    }

    @Override
    public boolean isOpen() {
        return behind.isOpen();
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }
}
