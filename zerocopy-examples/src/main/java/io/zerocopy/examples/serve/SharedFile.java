package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file that is open for all who are sent it at a time. Each of them closes this once, and the last closes the file.
 */
final class SharedFile implements Representation, Closeable {
    private final ServedFile file;
    /** Whoever has opened it is the first one. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile boolean wasUsed = true;

    SharedFile(ServedFile file) {
        this.file = file;
    }

    /** One user more; false if it has been closed. */
    boolean join() {
        wasUsed = true;
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Whether somebody has joined since this was asked last. */
    boolean wasUsed() {
        boolean was = wasUsed;
        wasUsed = false;
        return was;
    }

    /** Whether it may be found again: only what can be told from all that may take its place. */
    boolean canBeKept() {
        return file.version().isUnmistakable();
    }

    /** Whether what was found is this very file, with nothing changed. */
    boolean is(Found found) throws IOException {
        return file.content().isOpen() && file.version().isStillOf(found);
    }

    @Override
    public Version version() {
        return file.version();
    }

    @Override
    public String type() {
        return file.type();
    }

    @Override
    public void addTo(Payload.Builder payload, ByteRange range) {
        file.addTo(payload, range);
    }

    @Override
    public void close() throws IOException {
        if (users.decrementAndGet() == 0) {
            file.close();
        }
    }
}
