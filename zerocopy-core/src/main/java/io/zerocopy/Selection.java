package io.zerocopy;

import static io.zerocopy.TransferMechanism.COPY_FILE_RANGE;
import static io.zerocopy.TransferMechanism.DELEGATED;
import static io.zerocopy.TransferMechanism.DIRECT_BUFFER_COPY;
import static io.zerocopy.TransferMechanism.HEAP_COPY;
import static io.zerocopy.TransferMechanism.SENDFILE;
import static io.zerocopy.TransferMechanism.SPLICE;

/**
 * The table of roads: (source kind, target kind, policy, capabilities) to one {@link Road}. Pure; the roads that a busy
 * server asks for are shared constants.
 */
final class Selection {
    private static final Road SENDFILE_ROAD = new Road(SENDFILE, null, DIRECT_BUFFER_COPY);
    private static final Road COPY_FILE_RANGE_ROAD = new Road(COPY_FILE_RANGE, null, DIRECT_BUFFER_COPY);
    private static final Road DELEGATED_ROAD = new Road(DELEGATED, null, DIRECT_BUFFER_COPY);
    private static final Road DIRECT_BY_POLICY = new Road(DIRECT_BUFFER_COPY, null, DIRECT_BUFFER_COPY);
    private static final Road HEAP_BY_POLICY = new Road(HEAP_COPY, null, HEAP_COPY);

    private Selection() {}

    static Road choose(SourceKind source, TargetKind target, ZeroCopyPolicy policy, Capabilities capabilities) {
        // Arrays are all that streams take, and a foreign channel may well want an array behind its buffer.
        boolean throughHeap = target == TargetKind.STREAM
                || source == SourceKind.STREAM
                || source == SourceKind.FOREIGN_CHANNEL
                || source == SourceKind.FOREIGN_FILE;
        if (policy == ZeroCopyPolicy.AVOID || source == SourceKind.BYTES) {
            return throughHeap ? HEAP_BY_POLICY : DIRECT_BY_POLICY;
        }
        TransferMechanism copy = throughHeap ? HEAP_COPY : DIRECT_BUFFER_COPY;
        boolean toFile = target == TargetKind.FILE || target == TargetKind.APPENDING_FILE;
        boolean declared = target == TargetKind.ZERO_COPY_TARGET;
        TransferMechanism wanted = toFile ? COPY_FILE_RANGE : declared ? DELEGATED : SENDFILE;
        switch (source) {
            case SIZELESS_FILE:
                return new Road(wanted, "the file says that its size is 0, so it is read to its end", copy);
            case FOREIGN_FILE:
                return new Road(wanted, "the source is a FileChannel that is not the JDK's own", copy);
            case STREAM:
                return new Road(wanted, "the source is not in the default file system", copy);
            case CHANNEL, FOREIGN_CHANNEL:
                return new Road(SPLICE, capabilities.reason(SPLICE), copy);
            case FILE, BYTES:
                break;
        }
        switch (target) {
            case ZERO_COPY_TARGET:
                return DELEGATED_ROAD;
            case PIPE:
                return new Road(wanted, "the target is a pipe: JDK 22 and newer have no kernel path for it", copy);
            case STREAM:
                return new Road(wanted, "an OutputStream hides its channel: hand over the channel", copy);
            case CHANNEL:
                return new Road(wanted, "the target is a channel that the JDK does not hand to the kernel", copy);
            case APPENDING_FILE:
                return new Road(
                        wanted, "the target appends, or may do so for all that this JDK tells, or cannot seek", copy);
            case SOCKET, FILE:
                break;
        }
        if (!capabilities.has(wanted)) {
            return new Road(wanted, capabilities.reason(wanted), copy);
        }
        return toFile ? COPY_FILE_RANGE_ROAD : SENDFILE_ROAD;
    }
}
