package io.zerocopy.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A FileChannel that is read from its own position, which tells how much was taken from it. */
final class FileInflow implements Inflow {
    private final InflowPlan plan;
    private final FileChannel file;

    FileInflow(InflowPlan plan, Path file) throws IOException {
        this.plan = plan;
        this.file = FileChannel.open(file, StandardOpenOption.READ).position(plan.position());
    }

    @Override
    public ReadableByteChannel channel() {
        return file;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public List<String> complaints() {
        return List.of();
    }

    @Override
    public long finish() {
        return plan.length();
    }

    @Override
    public long given() throws IOException {
        return file.isOpen() ? file.position() - plan.position() : UNKNOWN;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
