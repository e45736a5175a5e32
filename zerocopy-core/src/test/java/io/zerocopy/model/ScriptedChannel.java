package io.zerocopy.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** A wrapper-like channel that takes random pieces, and does what it is told at the very byte. */
final class ScriptedChannel implements WritableByteChannel, ModelTarget {
    /** Each zero makes the library park, for longer each time. */
    private static final int MOST_ZEROS_IN_A_ROW = 2;

    private static final int MOST_ZEROS = 5;

    private final TargetPlan plan;
    private final long mostAtOnce;
    private final Dice dice;
    private final Trigger change;
    private final Trigger fault;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<String> complaints = new ArrayList<>();
    private int zeros;
    private int zerosInARow;
    private boolean open = true;

    ScriptedChannel(TargetPlan plan, long mostAtOnce, Dice dice, Trigger change, Trigger fault) {
        this.plan = plan;
        this.mostAtOnce = mostAtOnce;
        this.dice = dice;
        this.change = change;
        this.fault = fault;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        complain(source);
        if (!open) {
            throw new ClosedChannelException();
        }
        int bytes = (int) Math.min(
                piece(source.remaining()), Math.min(fault.distance(taken.size()), change.distance(taken.size())));
        byte[] array = new byte[bytes];
        source.get(array);
        taken.write(array, 0, bytes);
        change.reached(taken.size());
        fault.reached(taken.size());
        return plan.lies() ? dice.between(-1, 100_000) : bytes;
    }

    private int piece(int offered) {
        if (zeros < MOST_ZEROS && zerosInARow < MOST_ZEROS_IN_A_ROW && dice.percent(plan.zeroPercent())) {
            zeros++;
            zerosInARow++;
            return 0;
        }
        zerosInARow = 0;
        return dice.between(1, Math.min(offered, plan.largestPiece()));
    }

    private void complain(ByteBuffer source) {
        if (!open) {
            complaints.add("written to after it was closed");
        }
        if (fault.hasFired()) {
            complaints.add("written to after the fault");
        }
        if (!source.hasRemaining()) {
            complaints.add("written an empty buffer to");
        }
        if (source.remaining() > mostAtOnce) {
            complaints.add("offered " + source.remaining() + " bytes, more than " + mostAtOnce);
        }
        if (source.capacity() != source.remaining()) {
            complaints.add("given more than a slice: " + source);
        }
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
        return taken.toByteArray();
    }

    @Override
    public List<String> complaints() {
        return complaints;
    }
}
