package io.zerocopy.soak;

import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;

/**
 * The other end of a wire, on a thread of its own: gives or takes a content, and does the harm at the byte it is told.
 */
final class FarEnd {
    private static final int PIECE_BYTES = 64 * 1024;

    private final Harm harm;
    private volatile long bytes;
    private boolean isDone;

    /** What happens at a byte. */
    interface Harm {
        /** The byte at which it is done. */
        long at();

        /** Does it; false if this end does nothing more afterwards. */
        boolean leavesGoingOn() throws IOException;
    }

    private FarEnd(Harm harm) {
        this.harm = harm;
    }

    private interface Work {
        void run() throws IOException;
    }

    /** One that checks all it gets. */
    static Running takes(Wire wire, ContentCheck check, Harm harm) {
        FarEnd end = new FarEnd(harm);
        return end.start(wire.readingChannel(), () -> end.take(wire, check));
    }

    /** One that gives so many bytes and ends the stream. */
    static Running gives(Wire wire, Content content, long from, long count, Harm harm) {
        FarEnd end = new FarEnd(harm);
        return end.start(wire.writingChannel(), () -> end.give(wire, content, from, count));
    }

    private Running start(SelectableChannel own, Work work) {
        return new Running(this, Background.start(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // A fault: what arrived is looked at afterwards, and whoever waits for this end must see that it is
                // gone.
                own.close();
            } catch (OutOfMemoryError e) {
                own.close();
                throw e;
            }
            return Null.of(Void.class);
        }));
    }

    private void take(Wire wire, ContentCheck check) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        while (goesOn()) {
            int read = wire.readingEnd().read(piece.clear().limit(nextBytes()));
            if (read < 0) {
                return;
            }
            check.accept(piece.flip());
            moved(read);
        }
    }

    private void give(Wire wire, Content content, long from, long count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        while (goesOn()) {
            if (bytes == count) {
                wire.endStream();
                return;
            }
            content.put(from + bytes, piece.clear().limit((int) Math.min(nextBytes(), count - bytes)));
            piece.flip();
            while (piece.hasRemaining()) {
                moved(wire.writingEnd().write(piece));
            }
        }
    }

    /** By this thread alone. */
    private void moved(int more) {
        long all = bytes + more;
        bytes = all;
    }

    private boolean goesOn() throws IOException {
        if (isDone || bytes < harm.at()) {
            return true;
        }
        isDone = true;
        return harm.leavesGoingOn();
    }

    /** Up to the byte of the harm. */
    private int nextBytes() {
        return isDone ? PIECE_BYTES : (int) Math.min(PIECE_BYTES, harm.at() - bytes);
    }

    /** One that has been started. */
    record Running(FarEnd end, Background<Void> thread) {
        long bytes() {
            return end.bytes;
        }

        void join(Duration patience) throws Exception {
            thread.get(patience);
        }
    }
}
