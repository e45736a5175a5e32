package io.zerocopy.model;

import io.zerocopy.ZeroCopyTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** A scripted channel that can take bytes of a file by itself: all, some, none now, or not in this way. */
final class ScriptedZeroCopyTarget implements ZeroCopyTarget {
    private final ScriptedChannel channel;
    private final SinkPlan plan;
    private final long mostAtOnce;
    private final Dice dice;
    private final Taken taken;

    /** {@code mostAtOnce} is what the library may ask for in one transferFrom. */
    ScriptedZeroCopyTarget(ScriptedChannel channel, SinkPlan plan, long mostAtOnce, Dice dice, Taken taken) {
        this.channel = channel;
        this.plan = plan;
        this.mostAtOnce = mostAtOnce;
        this.dice = dice;
        this.taken = taken;
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        channel.beginCall();
        if (count < 1 || count > mostAtOnce) {
            taken.complain("asked to take " + count + " bytes, not 1 to " + mostAtOnce);
        }
        if (dice.percent(plan.notHerePercent())) {
            return NOT_HERE;
        }
        byte[] piece = new byte[0];
        // What it has taken when it throws is lost to the library: it takes nothing then.
        boolean refuses = dice.percent(plan.throwPercent());
        if (!refuses) {
            piece = read(source, position, taken.most(channel.piece((int) Math.min(count, Integer.MAX_VALUE))));
            taken.takeFromFile(piece);
        }
        channel.endCall(refuses);
        return piece.length;
    }

    private static byte[] read(FileChannel source, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        int bytes = count == 0 ? 0 : source.read(buffer, position);
        return Arrays.copyOf(buffer.array(), Math.max(bytes, 0));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        channel.close();
    }
}
