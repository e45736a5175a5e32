package io.zerocopy.model;

import io.zerocopy.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a case sends: a slice of some parts. The oracle's side of it is one byte array.
 *
 * @param from where the slice begins
 * @param count bytes of the slice
 * @param slices in how many steps it is made: 0 only if it is the whole
 */
record PayloadPlan(List<PartPlan> parts, int from, int count, int slices) {
    /** The bytes that are to arrive, if all of them are there. */
    byte[] expected() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (PartPlan part : parts) {
            whole.writeBytes(SourceFiles.bytes(part.position(), part.count()));
        }
        return Arrays.copyOfRange(whole.toByteArray(), from, from + count);
    }

    /** Bytes of the slice that are in parts of some kind. */
    long bytesIn(Predicate<PartPlan.Kind> kinds) {
        long bytes = 0;
        long begin = -from;
        for (PartPlan part : parts) {
            if (kinds.test(part.kind())) {
                bytes += within(begin + part.count()) - within(begin);
            }
            begin += part.count();
        }
        return bytes;
    }

    /** Where the slice comes to the first byte of such a part; its end if it never does. */
    long firstOf(Predicate<PartPlan.Kind> kinds) {
        long begin = -from;
        for (PartPlan part : parts) {
            if (kinds.test(part.kind()) && within(begin + part.count()) > within(begin)) {
                return within(begin);
            }
            begin += part.count();
        }
        return count;
    }

    /** Where the slice comes to a byte that is in no file; its end if it never does. */
    long firstMissing() {
        long begin = -from;
        for (PartPlan part : parts) {
            if (within(begin + part.count()) > within(begin + part.available())) {
                return within(begin + part.available());
            }
            begin += part.count();
        }
        return count;
    }

    /** Where in the slice a byte of the file that may be cut belongs; may lie outside. */
    long placeInChangingFile(long position) {
        long begin = -from;
        for (PartPlan part : parts) {
            if (part.kind() == PartPlan.Kind.CHANGING_RANGE) {
                return begin + Math.max(0, position - part.position());
            }
            begin += part.count();
        }
        return count;
    }

    /** Where in the slice the part of the file that may be cut ends; may lie outside. */
    long endOfChangingFile() {
        long end = -from;
        for (PartPlan part : parts) {
            end += part.count();
            if (part.kind() == PartPlan.Kind.CHANGING_RANGE) {
                return end;
            }
        }
        return 0;
    }

    private long within(long place) {
        return Math.max(0, Math.min(place, count));
    }

    /** Builds it with the library. The channels are of the largest file. */
    Payload build(SourceFiles files, FileChannel caller, FileChannel direct, FileChannel foreign) throws IOException {
        Payload.Builder builder = Payload.builder();
        for (PartPlan part : parts) {
            int position = part.position();
            int length = part.count();
            switch (part.kind()) {
                case HEAP_BYTES -> addBytes(builder, SourceFiles.buffer(position, length));
                case DIRECT_BYTES -> addBytes(builder, SourceFiles.directBuffer(position, length));
                case READ_ONLY_BYTES ->
                    addBytes(builder, SourceFiles.directBuffer(position, length).asReadOnlyBuffer());
                case PATH_WHOLE -> builder.file(files.ofSize(length));
                case PATH_RANGE -> builder.file(files.ofSize(SourceFiles.LARGEST), position, length);
                case CHANNEL_RANGE -> builder.file(caller, position, length);
                case DIRECT_RANGE -> builder.file(direct, position, length);
                case FOREIGN_RANGE -> builder.file(foreign, position, length);
                case JIMFS_RANGE -> builder.file(files.ofSizeInJimfs(SourceFiles.LARGEST), position, length);
                case CHANGING_RANGE -> builder.file(files.changed(position + length), position, length);
            }
        }
        Payload whole = builder.build();
        return switch (slices) {
            case 0 -> whole;
            case 1 -> whole.slice(from, count);
            default -> whole.slice(from / 2, whole.length() - from / 2).slice(from - from / 2, count);
        };
    }

    private static void addBytes(Payload.Builder builder, ByteBuffer content) {
        int position = content.position();
        builder.bytes(content);
        if (content.position() != position) {
            throw new AssertionError("bytes() moved the buffer");
        }
    }

    /** Cuts the file of the part that may change. */
    void cut(SourceFiles files, long newSize) throws IOException {
        for (PartPlan part : parts) {
            if (part.kind() == PartPlan.Kind.CHANGING_RANGE) {
                SourceFiles.resize(files.changing(), (long) part.position() + part.count(), newSize);
            }
        }
    }
}
