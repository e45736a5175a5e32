package io.zerocopy;

import static io.zerocopy.TransferMechanism.COPY_FILE_RANGE;
import static io.zerocopy.TransferMechanism.DELEGATED;
import static io.zerocopy.TransferMechanism.DIRECT_BUFFER_COPY;
import static io.zerocopy.TransferMechanism.HEAP_COPY;
import static io.zerocopy.TransferMechanism.SENDFILE;
import static io.zerocopy.TransferMechanism.SPLICE;

import org.jspecify.annotations.Nullable;

/**
 * The table of roads: (source kind, target kind, policy, capabilities) to one {@link Road}. Pure; the roads that a busy
 * server asks for are shared constants.
 */
final class Selection {
    private static final Road SENDFILE_ROAD = Road.best(KernelTransfer.SENDFILE);
    private static final Road COPY_FILE_RANGE_ROAD = Road.best(KernelTransfer.COPY_FILE_RANGE);
    private static final Road SPARSE_ROAD = Road.best(SparseCopy.INTO_NEW_FILE);
    private static final Road DELEGATED_ROAD = Road.best(Delegated.TO_TARGET);
    private static final Road SPLICE_ROAD = Road.carrying(SPLICE);
    private static final Road DIRECT_BY_POLICY = Road.copying(DIRECT_BUFFER_COPY);
    private static final Road HEAP_BY_POLICY = Road.copying(HEAP_COPY);

    private Selection() {}

    static Road choose(SourceKind source, TargetKind target, ZeroCopyPolicy policy, Capabilities capabilities) {
        // Arrays are all that streams take and give, and a foreign source may keep a buffer that it is given.
        boolean throughHeap = target == TargetKind.STREAM
                || source == SourceKind.STREAM
                || source == SourceKind.FOREIGN_CHANNEL
                || source == SourceKind.FOREIGN_FILE;
        if (policy == ZeroCopyPolicy.AVOID || source == SourceKind.BYTES) {
            return throughHeap ? HEAP_BY_POLICY : DIRECT_BY_POLICY;
        }
        TransferMechanism copy = throughHeap ? HEAP_COPY : DIRECT_BUFFER_COPY;
        @Nullable Mechanism noRoad = policy == ZeroCopyPolicy.REQUIRE ? NoRoad.REQUIRED : null;
        boolean toFile =
                target == TargetKind.FILE || target == TargetKind.NEW_FILE || target == TargetKind.APPENDING_FILE;
        boolean declared = target == TargetKind.ZERO_COPY_TARGET;
        TransferMechanism wanted = toFile ? COPY_FILE_RANGE : declared ? DELEGATED : SENDFILE;
        switch (source) {
            case SIZELESS_FILE:
                return new Road(
                        wanted, "the file says that its size is 0, so it is read to its end", noRoad, copy, null);
            case FOREIGN_FILE:
                return new Road(wanted, "the source is a FileChannel that is not the JDK's own", noRoad, copy, null);
            case STREAM:
                return new Road(wanted, "the source is not in the default file system", noRoad, copy, null);
            case SOCKET, CHANNEL, FOREIGN_CHANNEL:
                String whyNot = capabilities.has(SPLICE) ? whyNoSplice(source, target) : capabilities.reason(SPLICE);
                return whyNot == null ? SPLICE_ROAD : new Road(SPLICE, whyNot, noRoad, copy, null);
            case FILE, DIRECT_FILE, BYTES:
                break;
        }
        switch (target) {
            case ZERO_COPY_TARGET:
                return DELEGATED_ROAD;
            case UNSAFE_SOCKET:
                String unsafe = "no selector could be opened that would keep the target's descriptor (JDK-8310902)";
                return new Road(wanted, unsafe, noRoad, copy, null);
            case PIPE:
                return new Road(
                        wanted,
                        "the target is a pipe: JDK 22 and newer have no kernel path for it",
                        noRoad,
                        copy,
                        null);
            case STREAM:
                return new Road(wanted, "an OutputStream hides its channel", noRoad, copy, null);
            case CHANNEL:
                return new Road(
                        wanted, "the target is a channel that the JDK does not hand to the kernel", noRoad, copy, null);
            case APPENDING_FILE:
                String mayAppend = "the target appends, or may do so for all that this JDK tells, or cannot seek";
                return new Road(wanted, mayAppend, noRoad, copy, null);
            case SOCKET, FILE, NEW_FILE:
                break;
        }
        if (!capabilities.has(wanted)) {
            return new Road(wanted, capabilities.reason(wanted), noRoad, copy, null);
        }
        if (target == TargetKind.NEW_FILE && source == SourceKind.FILE && capabilities.tellsHoles()) {
            return SPARSE_ROAD;
        }
        return toFile ? COPY_FILE_RANGE_ROAD : SENDFILE_ROAD;
    }

    private static @Nullable String whyNoSplice(SourceKind source, TargetKind target) {
        if (source != SourceKind.SOCKET) {
            return "the source is not a SocketChannel of the JDK's own";
        }
        return switch (target) {
            case SOCKET, NEW_FILE -> null;
            // To close a second descriptor would drop all locks that this process holds on the file (POSIX).
            case FILE, APPENDING_FILE -> "the target is a FileChannel of the caller's, not a Path";
            case UNSAFE_SOCKET, PIPE, ZERO_COPY_TARGET, STREAM, CHANNEL ->
                "the target is neither a SocketChannel of the JDK's own nor a Path";
        };
    }
}
