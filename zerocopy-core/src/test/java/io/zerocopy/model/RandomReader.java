package io.zerocopy.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** The other end of a socket or pipe: reads random portions, with pauses, to the end or until its trigger closes it. */
final class RandomReader implements Callable<byte[]> {
    private static final int MOST_PAUSES = 4;
    private static final int PAUSE_NANOS = 300_000;

    private final ReadableByteChannel channel;
    private final int largestPortion;
    private final Dice dice;
    private final Trigger fault;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int pauses;

    RandomReader(ReadableByteChannel channel, int largestPortion, Dice dice, Trigger fault) {
        this.channel = channel;
        this.largestPortion = largestPortion;
        this.dice = dice;
        this.fault = fault;
        this.pauses = dice.between(0, MOST_PAUSES);
    }

    @Override
    public byte[] call() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(largestPortion);
        fault.reached(0);
        while (channel.isOpen() && readInto(buffer)) {
            received.write(buffer.array(), 0, buffer.position());
            fault.reached(received.size());
            pause();
        }
        return received.toByteArray();
    }

    /** What had come before a reset, once {@link #call} has failed. */
    byte[] received() {
        return received.toByteArray();
    }

    private boolean readInto(ByteBuffer buffer) throws IOException {
        int portion = dice.between(1, largestPortion);
        buffer.clear().limit((int) Math.max(1, Math.min(portion, fault.distance(received.size()))));
        return channel.read(buffer) >= 0;
    }

    /** Makes the sender find its target full; a peer that is merely slower than the sender seldom does. */
    private void pause() {
        if (pauses > 0 && dice.percent(20)) {
            pauses--;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
