package io.zerocopy.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/** A wrapper-like channel that gives random pieces, and does what it is told at the very byte. */
final class ScriptedInflow implements ReadableByteChannel, Inflow {
    private static final int LARGEST_LIE = 100_000;

    private final InflowPlan plan;
    private final Dice dice;
    private final Given given;
    /** Closed by another thread when time has run out. */
    private volatile boolean open = true;

    ScriptedInflow(InflowPlan plan, Dice dice, Given given) {
        this.plan = plan;
        this.dice = dice;
        this.given = given;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (target.isDirect()) {
            given.complain("read into a pooled buffer");
        }
        int piece = given.piece(target.remaining());
        if (piece < 0) {
            return piece;
        }
        target.put(given.next(piece));
        given.gave();
        return plan.lies() && piece > 0 ? dice.between(0, LARGEST_LIE) : piece;
    }

    @Override
    public ReadableByteChannel channel() {
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
    public boolean hasStood() {
        return given.hasStood();
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
