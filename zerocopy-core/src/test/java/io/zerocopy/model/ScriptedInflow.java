package io.zerocopy.model;

import io.zerocopy.testkit.ReadLie;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/** A wrapper-like channel that gives random pieces, and does what it is told at the very byte. */
final class ScriptedInflow implements ReadableByteChannel, Inflow {
    private static final int LIE_PERCENT = 20;

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
        ReadLie lie = plan.lie();
        return lie != null && dice.percent(LIE_PERCENT) ? lie(lie, target) : give(target);
    }

    private int lie(ReadLie lie, ByteBuffer target) throws IOException {
        int before = target.position();
        int said = lie.read(target, this::give);
        int gave = target.position() - before;
        boolean isSound = gave > 0 ? said >= 0 : said == 0 || (said == -1 && given.isAtEnd());
        if (!isSound) {
            given.breakContract();
        }
        return said;
    }

    private int give(ByteBuffer target) throws IOException {
        int piece = given.piece(target.remaining());
        if (piece < 0) {
            return piece;
        }
        target.put(given.next(piece));
        given.gave();
        return piece;
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
    public boolean hasBrokenContract() {
        return given.hasBrokenContract();
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
