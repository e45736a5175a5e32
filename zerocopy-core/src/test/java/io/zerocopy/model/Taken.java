package io.zerocopy.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that the scripted channels of a case have taken, in order, and what they complain of. */
final class Taken {
    private final Trigger change;
    private final Trigger fault;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> complaints = new ArrayList<>();
    private long calls;
    private long delegated;
    private boolean brokeContract;

    /** The triggers go off when as many bytes as they say have been taken. */
    Taken(Trigger change, Trigger fault) {
        this.change = change;
        this.fault = fault;
    }

    void called() {
        calls++;
        if (fault.hasFired()) {
            complaints.add("called after the fault");
        }
        if (brokeContract) {
            complaints.add("called after an answer that cannot be");
        }
    }

    /** Most bytes that may be taken in one go: the triggers go off at the very byte. */
    int most(int piece) {
        return (int) Math.min(mostBeforeFault(piece), change.distance(size()));
    }

    /** The same for who must take all or fail. */
    int mostBeforeFault(int piece) {
        return (int) Math.min(piece, fault.distance(size()));
    }

    void take(byte[] piece) throws IOException {
        bytes.writeBytes(piece);
        change.reached(size());
        fault.reached(size());
    }

    /** The same for what a ZeroCopyTarget took by itself. */
    void takeFromFile(byte[] piece) throws IOException {
        delegated += piece.length;
        take(piece);
    }

    /** A channel has claimed what cannot be: the transfer must end. */
    void breakContract() {
        brokeContract = true;
    }

    boolean hasBrokenContract() {
        return brokeContract;
    }

    void complain(String complaint) {
        complaints.add(complaint);
    }

    List<String> complaints() {
        return complaints;
    }

    long size() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    long calls() {
        return calls;
    }

    /** Bytes that came by transferFrom. */
    long delegated() {
        return delegated;
    }
}
