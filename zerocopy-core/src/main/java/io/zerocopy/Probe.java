package io.zerocopy;

import io.zerocopy.linux.SystemCalls;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer between two ends would do that this thread began now with {@linkplain TransferOptions#DEFAULTS
 * default options}: by which mechanism, why by no better one, and what would help. Asked by {@code probe} of
 * {@link ZeroCopyTransfer}, which moves nothing. Immutable.
 *
 * <p>It is a forecast. What the kernel refuses once it is asked, and what a {@link ZeroCopyTarget} decides, only the
 * {@link TransferResult} knows; small messages of a spliced relay, and the first and last bytes, go by a buffer.
 */
public final class Probe {
    private static final String SEND_IT = "send the file, by its Path or by a range of its FileChannel";

    private final TransferMechanism mechanism;
    private final String reason;
    private final String remedy;

    private Probe(TransferMechanism mechanism, String reason, String remedy) {
        this.mechanism = mechanism;
        this.reason = reason;
        this.remedy = remedy;
    }

    static Probe ofSend(Path source, WritableByteChannel target) throws IOException {
        SourceKind from = SourceKind.STREAM;
        long bytes = SourceFile.sizeOfRegular(source);
        // Never opened: to close it again would drop all locks that this process has on the file (POSIX).
        source.getFileSystem().provider().checkAccess(source, AccessMode.READ);
        if (SourceFile.isOfTheDefaultProvider(source)) {
            from = bytes == 0 ? SourceKind.SIZELESS_FILE : SourceKind.FILE;
        }
        return between(from, false, target);
    }

    static Probe ofReceive(ReadableByteChannel source, Path target) throws IOException {
        UnusableChannel.requireNone(source, "probe");
        Place place = Place.of(target);
        if (place.replaced() != null) {
            MountPoints.requireNone(place.path());
        }
        Path folder = place.path().toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NoSuchFileException(target.toString(), folder.toString(), "there is no such directory");
        }
        boolean isDefault = SourceFile.isOfTheDefaultProvider(target);
        return of(
                Source.kindOf(source),
                source instanceof FileChannel,
                isDefault ? TargetKind.NEW_FILE : TargetKind.STREAM);
    }

    static Probe ofRelay(ReadableByteChannel source, WritableByteChannel target) throws IOException {
        UnusableChannel.requireNone(source, "probe");
        return between(Source.kindOf(source), source instanceof FileChannel, target);
    }

    private static Probe between(SourceKind from, boolean isOpenFile, WritableByteChannel target) throws IOException {
        UnusableChannel.requireNone(target, "probe");
        if (target instanceof FileChannel) {
            // Even a look would close it.
            PendingDriver.requireNotInterrupted(target);
        }
        if (target instanceof FileChannel file && AlignedTarget.isFor(file)) {
            return new Probe(
                    TransferMechanism.DIRECT_BUFFER_COPY,
                    "the target was opened for DIRECT: it is written by whole blocks",
                    "open it without ExtendedOpenOption.DIRECT");
        }
        return of(from, isOpenFile, kindOf(target));
    }

    private static TargetKind kindOf(WritableByteChannel target) throws IOException {
        SelectableChannel named = Readiness.channelOf(target);
        // On a virtual thread it would leave a blocking channel's descriptor changed for good.
        boolean isLookedAt = named != null && !named.isBlocking();
        if (isLookedAt) {
            try (KernelSafety safety = KernelSafety.of(named)) {
                if (safety == KernelSafety.IMPOSSIBLE) {
                    return TargetKind.UNSAFE_SOCKET;
                }
            }
        }
        return TargetKind.of(target, ZeroCopyPolicy.PREFER, Capabilities.current());
    }

    private static Probe of(SourceKind from, boolean isOpenFile, TargetKind to) {
        Road road = Selection.choose(from, to, ZeroCopyPolicy.PREFER, Capabilities.current());
        String off = road.isSpliced() ? whyNotSpliced() : null;
        if (off != null) {
            return new Probe(road.copy(), off, "");
        }
        String whyNot = road.whyNot();
        return whyNot == null
                ? new Probe(road.mechanism(), "", "")
                : new Probe(road.mechanism(), whyNot, isOpenFile ? SEND_IT : remedy(from, to, road.wanted()));
    }

    /** Waits for what has to be linked once: a transfer that comes before goes by the buffer as long. */
    private static @Nullable String whyNotSpliced() {
        return PipePool.isReady(ZeroCopyPolicy.REQUIRE)
                ? PipePool.SHARED.whyOff()
                : Capabilities.current().reason(TransferMechanism.SPLICE);
    }

    /** What would help where a pair has not the mechanism that it wants; empty if nothing would. */
    static String remedy(SourceKind from, TargetKind to, TransferMechanism wanted) {
        if (wanted == TransferMechanism.SPLICE) {
            return remedyForSplice(from, to);
        }
        return switch (from) {
            case STREAM -> "have the file in the default file system";
            case SIZELESS_FILE, FILE, DIRECT_FILE, FOREIGN_FILE, SOCKET, CHANNEL, FOREIGN_CHANNEL, BYTES ->
                switch (to) {
                    case FILE, NEW_FILE ->
                        Capabilities.current().has(wanted) || from == SourceKind.SIZELESS_FILE
                                ? ""
                                : "run it on JDK 20 or newer, on Linux";
                    case APPENDING_FILE -> "open the target without APPEND, at the position where it ends";
                    case CHANNEL, STREAM ->
                        from == SourceKind.SIZELESS_FILE
                                ? ""
                                : "hand over the SocketChannel or FileChannel itself, or make the target a"
                                        + " ZeroCopyTarget";
                    case PIPE -> "send to a SocketChannel, of a Unix-domain socket for instance";
                    case SOCKET, UNSAFE_SOCKET, ZERO_COPY_TARGET -> "";
                };
        };
    }

    private static String remedyForSplice(SourceKind from, TargetKind to) {
        boolean isThere = Capabilities.current().has(TransferMechanism.SPLICE);
        String channels = channelsToSplice(from, to);
        if (isThere) {
            return channels;
        }
        String flags = SystemCalls.remedy();
        return channels.isEmpty() || flags.isEmpty() ? flags : flags + "; and " + channels;
    }

    private static String channelsToSplice(SourceKind from, TargetKind to) {
        if (from != SourceKind.SOCKET) {
            return "hand over the SocketChannel that is the source";
        }
        return switch (to) {
            case SOCKET, UNSAFE_SOCKET, NEW_FILE -> "";
            case FILE, APPENDING_FILE -> "receive into a Path";
            case STREAM -> "have the target in the default file system";
            case PIPE, ZERO_COPY_TARGET, CHANNEL -> "hand over the SocketChannel that is the target";
        };
    }

    /**
     * By which mechanism most of the bytes would move.
     *
     * @return the mechanism
     */
    public TransferMechanism mechanism() {
        return mechanism;
    }

    /**
     * Why not by a better one.
     *
     * @return a clause for a person; empty if there is no better one
     */
    public String reason() {
        return reason;
    }

    /**
     * What would make it better: a flag, a JDK, a channel to hand over.
     *
     * @return a clause for a person; empty if nothing would
     */
    public String remedy() {
        return remedy;
    }

    /** Returns a sentence. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("The bytes would move by ").append(mechanism);
        if (!reason.isEmpty()) {
            text.append(": ").append(reason);
        }
        text.append('.');
        if (!remedy.isEmpty()) {
            text.append(" What would help: ").append(remedy).append('.');
        }
        return text.toString();
    }
}
