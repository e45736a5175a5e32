package io.zerocopy.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * The other end of a socket or pipe: writes random portions, with pauses, to the end or until its trigger closes it, or
 * nobody reads any more. Tells how many bytes that was.
 */
final class RandomWriter implements Callable<Integer> {
    private static final int MOST_PAUSES = 4;
    private static final int PAUSE_NANOS = 300_000;

    private final WritableByteChannel channel;
    private final InflowPlan plan;
    private final Dice dice;
    private final Trigger fault;
    private int written;
    private int pauses;

    RandomWriter(WritableByteChannel channel, InflowPlan plan, Dice dice, Trigger fault) {
        this.channel = channel;
        this.plan = plan;
        this.dice = dice;
        this.fault = fault;
        this.pauses = dice.between(0, MOST_PAUSES);
    }

    @Override
    public Integer call() throws IOException {
        try (channel) {
            fault.reached(0);
            while (channel.isOpen() && written < plan.length()) {
                write();
                fault.reached(written);
                pause();
            }
        }
        return written;
    }

    private void write() throws IOException {
        int most = Math.min(plan.largestPiece(), plan.length() - written);
        int portion = (int) Math.min(dice.between(1, most), fault.distance(written));
        ByteBuffer piece = SourceFiles.buffer(plan.position() + written, portion);
        try {
            channel.write(piece);
        } catch (IOException e) {
            // The reader has gone.
            channel.close();
        }
        written += portion - piece.remaining();
    }

    /** Makes the reader find nothing; a peer that is merely slower than the reader seldom does. */
    private void pause() {
        if (pauses > 0 && dice.percent(20)) {
            pauses--;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
