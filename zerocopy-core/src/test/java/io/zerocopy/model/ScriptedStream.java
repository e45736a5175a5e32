package io.zerocopy.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that does what it is told at the very byte, having taken what came before it. */
final class ScriptedStream extends OutputStream implements ModelTarget {
    private final long mostAtOnce;
    private final boolean throwsAtTheByte;
    private final Trigger change;
    private final Trigger fault;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<String> complaints = new ArrayList<>();
    private boolean open = true;

    ScriptedStream(long mostAtOnce, boolean throwsAtTheByte, Trigger change, Trigger fault) {
        this.mostAtOnce = mostAtOnce;
        this.throwsAtTheByte = throwsAtTheByte;
        this.change = change;
        this.fault = fault;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (!open || fault.hasFired()) {
            complaints.add("written to after the end");
        }
        if (length == 0 || length > mostAtOnce) {
            complaints.add("offered " + length + " bytes, not 1 to " + mostAtOnce);
        }
        // A stream that returns has taken all, one that throws may have taken part.
        int bytes = throwsAtTheByte ? (int) Math.min(length, fault.distance(taken.size())) : length;
        taken.write(source, offset, bytes);
        change.reached(taken.size());
        fault.reached(taken.size());
    }

    @Override
    public void flush() {
        complaints.add("flushed");
    }

    @Override
    public @Nullable WritableByteChannel channel() {
        return null;
    }

    @Override
    public OutputStream stream() {
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
