package io.zerocopy.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that does what it is told at the very byte, having taken what came before it. */
final class ScriptedStream extends OutputStream implements ModelTarget {
    private final long mostAtOnce;
    private final boolean throwsAtTheByte;
    private final Taken taken;
    private boolean open = true;

    ScriptedStream(long mostAtOnce, boolean throwsAtTheByte, Taken taken) {
        this.mostAtOnce = mostAtOnce;
        this.throwsAtTheByte = throwsAtTheByte;
        this.taken = taken;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        taken.called();
        if (!open) {
            taken.complain("called after it was closed");
        }
        if (length == 0 || length > mostAtOnce) {
            taken.complain("offered " + length + " bytes, not 1 to " + mostAtOnce);
        }
        // A stream that returns has taken all, one that throws may have taken part.
        int bytes = throwsAtTheByte ? taken.mostBeforeFault(length) : length;
        taken.take(Arrays.copyOfRange(source, offset, offset + bytes));
    }

    @Override
    public void flush() {
        taken.complain("flushed");
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
        return taken.bytes();
    }

    @Override
    public List<String> complaints() {
        return taken.complaints();
    }
}
