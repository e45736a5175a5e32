package io.zerocopy.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All that a scripted source has given, in order, and what it complains of. */
final class Given {
    private static final int MOST_ZEROS = 4;
    private static final int MOST_ZEROS_IN_A_ROW = 2;

    private final InflowCase plan;
    private final InflowPlan source;
    private final Trigger fault;
    private final Dice dice;
    private final List<String> complaints = new ArrayList<>();
    private int bytes;
    private int zeros;
    private int zerosInARow;
    private boolean stood;
    private boolean brokeContract;

    Given(InflowCase plan, Trigger fault) {
        this.plan = plan;
        this.source = plan.source();
        this.fault = fault;
        this.dice = plan.dice();
    }

    /** How many bytes a call gives that has this much room; -1 at the end. May throw what the fault throws. */
    int piece(int room) throws IOException {
        look(room);
        fault.reached(bytes);
        if (bytes == source.length()) {
            return -1;
        }
        if (zeros < MOST_ZEROS && zerosInARow < MOST_ZEROS_IN_A_ROW && dice.percent(source.zeroPercent())) {
            zeros++;
            zerosInARow++;
            stood |= zerosInARow == MOST_ZEROS_IN_A_ROW;
            return 0;
        }
        zerosInARow = 0;
        int most = Math.min(Math.min(room, source.largestPiece()), source.length() - bytes);
        return (int) Math.min(dice.between(1, most), fault.distance(bytes));
    }

    private void look(int room) {
        if (brokeContract) {
            complaints.add("read after an answer that cannot be");
        }
        boolean closed = plan.fault().kind() == FaultPlan.Kind.CLOSES_ITSELF;
        if (fault.hasFired() && !closed) {
            complaints.add("read after the fault");
        }
        if (stood && plan.limits() == Limits.STALL_AT_ONCE) {
            complaints.add("read although it has stalled");
        }
        if (room < 1 || room > plan.options().bufferSize()) {
            complaints.add("read with room for " + room + " bytes");
        }
        if (!plan.untilEnd() && room > plan.count() - bytes) {
            complaints.add("read with room for " + room + " bytes, beyond the count");
        }
    }

    /** The next bytes, which are given then. */
    ByteBuffer next(int piece) {
        ByteBuffer next = SourceFiles.buffer(source.position() + bytes, piece);
        bytes += piece;
        return next;
    }

    /** The bytes are given: what is to happen at the very last of them happens now, or in the next call. */
    void gave() throws IOException {
        if (source.givesAndThrows() || !plan.fault().kind().throwsFromTheCall()) {
            fault.reached(bytes);
        }
    }

    void complain(String complaint) {
        complaints.add(complaint);
    }

    boolean isAtEnd() {
        return bytes == source.length();
    }

    /** The channel has claimed what cannot be: the transfer must end. */
    void breakContract() {
        brokeContract = true;
    }

    boolean hasBrokenContract() {
        return brokeContract;
    }

    boolean hasStood() {
        return stood;
    }

    List<String> complaints() {
        return complaints;
    }

    long bytes() {
        return bytes;
    }
}
