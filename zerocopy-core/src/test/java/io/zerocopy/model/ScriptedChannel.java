package io.zerocopy.model;

import io.zerocopy.testkit.WriteLie;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wrapper-like channel that takes random pieces, and does what it is told at the very byte. */
final class ScriptedChannel implements WritableByteChannel, ModelTarget {
    private static final int MOST_ZEROS_IN_A_ROW = 2;
    private static final int LIE_PERCENT = 20;

    private final SinkPlan plan;
    private final long mostAtOnce;
    private final Dice dice;
    private final Taken taken;
    private int zeros;
    private int zerosInARow;
    private boolean stood;
    /** Closed by another thread when time has run out. */
    private volatile boolean open = true;

    private boolean closedItself;
    private @Nullable IOException thrown;

    /** {@code mostAtOnce} is what the library may offer in one write. */
    ScriptedChannel(SinkPlan plan, long mostAtOnce, Dice dice, Taken taken) {
        this.plan = plan;
        this.mostAtOnce = mostAtOnce;
        this.dice = dice;
        this.taken = taken;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        look(source);
        beginCall();
        WriteLie lie = plan.lie();
        if (lie != null && dice.percent(LIE_PERCENT)) {
            return lie(lie, source);
        }
        byte[] piece = new byte[taken.most(piece(source.remaining()))];
        source.get(piece);
        taken.take(piece);
        endCall(dice.percent(plan.throwPercent()));
        return piece.length;
    }

    private int lie(WriteLie lie, ByteBuffer source) throws IOException {
        int before = source.position();
        int said = lie.write(source, new Honest());
        if (source.position() == before && said != 0) {
            taken.breakContract();
        }
        zerosInARow = 0;
        return said;
    }

    /** What is behind a liar: takes all that it is given. */
    private final class Honest implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            byte[] piece = new byte[source.remaining()];
            source.get(piece);
            taken.take(piece);
            return piece.length;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** Every call of the library's begins so. */
    void beginCall() throws IOException {
        taken.called();
        if (!open) {
            taken.complain("called after it was closed");
            throw new ClosedChannelException();
        }
    }

    /** How many bytes this call may take. */
    int piece(int offered) {
        if (zeros < plan.mostZeros() && zerosInARow < MOST_ZEROS_IN_A_ROW && dice.percent(plan.zeroPercent())) {
            zeros++;
            zerosInARow++;
            stood |= zerosInARow == MOST_ZEROS_IN_A_ROW;
            return 0;
        }
        zerosInARow = 0;
        return dice.between(1, Math.min(offered, plan.largestPiece()));
    }

    /** Every call of the library's ends so, when it has taken its piece. */
    void endCall(boolean throwing) throws IOException {
        if (dice.percent(plan.closePercent())) {
            open = false;
            closedItself = true;
        }
        if (throwing) {
            IOException now = new PlannedFailure.Checked();
            thrown = now;
            throw now;
        }
    }

    private void look(ByteBuffer source) {
        if (!source.hasRemaining()) {
            taken.complain("written an empty buffer to");
        }
        if (source.remaining() > mostAtOnce) {
            taken.complain("offered " + source.remaining() + " bytes, more than " + mostAtOnce);
        }
        if (source.capacity() != source.remaining()) {
            taken.complain("given more than a slice: " + source);
        }
    }

    /** Tells whether the last call that asked for room was told that there is none. */
    boolean isFull() {
        return zerosInARow > 0;
    }

    /** Tells whether nothing was taken by two calls in a row. */
    boolean hasStood() {
        return stood;
    }

    /** Tells whether it is closed, and not by what it was told to do. */
    boolean wasClosed() {
        return !open && !closedItself;
    }

    /** What the channel threw last. */
    @Nullable
    IOException thrown() {
        return thrown;
    }

    @Override
    public WritableByteChannel channel() {
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
    public byte[] finish() {
        return taken.bytes();
    }

    @Override
    public boolean hasBrokenContract() {
        return taken.hasBrokenContract();
    }

    @Override
    public List<String> complaints() {
        return taken.complaints();
    }
}
