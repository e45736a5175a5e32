package io.zerocopy.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that gives random pieces, and does what it is told at the very byte. */
final class ScriptedInput extends InputStream implements Inflow {
    private final InflowPlan plan;
    private final Given given;
    /** Closed by another thread when time has run out. */
    private volatile boolean open = true;

    ScriptedInput(InflowPlan plan, Given given) {
        this.plan = plan;
        this.given = given;
    }

    @Override
    public int read() {
        given.complain("read byte by byte");
        return -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int piece = given.piece(length);
        if (piece > 0) {
            given.next(piece).get(target, offset, piece);
            given.gave();
        }
        return piece;
    }

    @Override
    public @Nullable ReadableByteChannel channel() {
        return null;
    }

    @Override
    public InputStream stream() {
        return this;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public List<String> complaints() {
        return given.complaints();
    }

    @Override
    public long finish() {
        return plan.length();
    }

    @Override
    public long given() {
        return given.bytes();
    }
}
