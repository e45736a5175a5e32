package io.zerocopy.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A file that holds some bytes already, opened to write at a position or to append. What it holds is nowhere what is to
 * be written there, so that the file alone tells how much was written.
 */
final class FileTarget implements ModelTarget {
    private static final long OWN_POSITION = 3;

    private final Path file;
    private final FileChannel channel;
    private final byte[] before;
    private final int start;
    /** Where the channel's own position must stay; -1 where it is to move with what is written. */
    private final long ownPosition;

    FileTarget(Path file, TargetPlan plan, long sourcePosition) throws IOException {
        boolean appends = plan.kind() == TargetPlan.Kind.APPENDING_FILE;
        this.file = file;
        this.start = appends ? plan.existing() : (int) plan.position();
        this.ownPosition = plan.kind() == TargetPlan.Kind.POSITIONED_FILE ? OWN_POSITION : -1;
        this.before = old(plan.existing(), sourcePosition);
        Files.write(file, before);
        Set<OpenOption> options = appends
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                : Set.of(StandardOpenOption.WRITE);
        this.channel = FileChannel.open(file, options);
        if (!appends) {
            channel.position(ownPosition < 0 ? start : ownPosition);
        }
    }

    private byte[] old(int size, long sourcePosition) {
        byte[] old = new byte[size];
        for (int i = start; i < size; i++) {
            old[i] = (byte) ~SourceFiles.byteAt(sourcePosition + i - start);
        }
        return old;
    }

    @Override
    public WritableByteChannel channel() {
        return channel;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    private int end(byte[] now) {
        int end = now.length;
        while (end > start && end <= before.length && now[end - 1] == before[end - 1]) {
            end--;
        }
        return Math.max(start, end);
    }

    @Override
    public byte[] finish() throws IOException {
        channel.close();
        byte[] now = Files.readAllBytes(file);
        return now.length <= start ? new byte[0] : Arrays.copyOfRange(now, start, end(now));
    }

    @Override
    public List<String> complaints() throws IOException {
        List<String> complaints = new ArrayList<>();
        byte[] now = Files.readAllBytes(file);
        int end = end(now);
        int untouched = Math.min(start, before.length);
        if (now.length < before.length || !Arrays.equals(now, 0, untouched, before, 0, untouched)) {
            complaints.add("the bytes before the position changed");
        }
        for (int gap = before.length; gap < Math.min(start, now.length); gap++) {
            if (now[gap] != 0) {
                complaints.add("the gap at " + gap + " is not zero");
            }
        }
        if (channel.isOpen() && channel.position() != (ownPosition < 0 ? end : ownPosition)) {
            complaints.add("position " + channel.position() + " although the last byte was written before " + end);
        }
        return complaints;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
