package io.zerocopy.model;

import io.zerocopy.ZeroCopyPolicy;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** The scripted channels that one send may go to; all add to one account. */
final class Sinks {
    private static final int CHANNELS = 2;

    private final PayloadCase plan;
    private final Taken taken;
    private final List<ScriptedChannel> channels = new ArrayList<>();
    private final List<WritableByteChannel> targets = new ArrayList<>();
    private int current;

    Sinks(PayloadCase plan, Taken taken) {
        this.plan = plan;
        this.taken = taken;
        for (int i = 0; i < CHANNELS; i++) {
            add(i);
        }
    }

    private void add(int index) {
        Dice dice = plan.dice();
        ScriptedChannel channel =
                new ScriptedChannel(plan.sink(), plan.options().copyStep(), dice, taken);
        // Under REQUIRE all are of one kind, so that the oracle knows where there is no road.
        boolean takesFiles = plan.sink().takesFiles()
                && (plan.options().policy() == ZeroCopyPolicy.REQUIRE || index == 0 || dice.percent(50));
        channels.add(index, channel);
        targets.add(
                index,
                takesFiles
                        ? new ScriptedZeroCopyTarget(
                                channel, plan.sink(), plan.options().chunkSize(), dice, taken)
                        : channel);
    }

    ScriptedChannel channel() {
        return channels.get(current);
    }

    /** What the library is given. */
    WritableByteChannel target() {
        return targets.get(current);
    }

    void change() {
        current = (current + 1) % CHANNELS;
    }

    /** Puts an open channel where the current one is. */
    void replace() {
        channels.remove(current);
        targets.remove(current);
        add(current);
    }
}
