package io.zerocopy.fault;

import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Main class of a child JVM whose kernel calls are made to fail. Sends a file to each kind of target that the JDK hands
 * to the kernel, fails unless the right bytes arrive, and prints what happened, an {@link Observation} a line.
 */
final class RefusedSends {
    static final long SIZE = 1_000_003;
    private static final Content CONTENT = Content.of(33);
    /** Several steps: some faults come at the second one. */
    private static final long STEP_BYTES = 64 * 1024;

    private final Path folder;
    private final Path file;

    private RefusedSends(Path folder) throws IOException {
        this.folder = folder;
        this.file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    /**
     * What became of one target: whether a transferTo by hand threw, what the library did, and whether REQUIRE threw.
     */
    record Observation(String target, boolean jdkThrew, int fallbacks, long zeroCopyBytes, boolean requireThrew) {
        static Observation parse(String line) {
            String[] words = line.split(" ", -1);
            return new Observation(
                    words[0],
                    Boolean.parseBoolean(words[1]),
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    Boolean.parseBoolean(words[4]));
        }

        void print() {
            System.out.println(target + " " + jdkThrew + " " + fallbacks + " " + zeroCopyBytes + " " + requireThrew);
        }
    }

    private enum Kind {
        TCP_BLOCKING,
        TCP_NON_BLOCKING,
        UNIX_BLOCKING,
        FILE
    }

    /** Sends the file from its beginning, and tells how much of it. */
    private interface Send {
        long to(WritableByteChannel target) throws IOException;
    }

    /** The argument is a folder. */
    public static void main(String[] arguments) throws IOException {
        RefusedSends sends = new RefusedSends(Path.of(arguments[0]));
        for (Kind kind : Kind.values()) {
            if (kind != Kind.FILE || ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE)) {
                sends.observe(kind).print();
            }
        }
    }

    private Observation observe(Kind kind) throws IOException {
        ByHand byHand = new ByHand();
        run(kind, byHand);
        ByLibrary byLibrary = new ByLibrary();
        run(kind, byLibrary);
        ByLibraryOrNot required = new ByLibraryOrNot();
        run(kind, required);
        return new Observation(kind.name(), byHand.threw, byLibrary.fallbacks, byLibrary.zeroCopyBytes, required.threw);
    }

    private void run(Kind kind, Send send) throws IOException {
        if (kind == Kind.FILE) {
            runToFile(send);
            return;
        }
        Family family = kind == Kind.UNIX_BLOCKING ? Family.UNIX : Family.TCP;
        try (Peer peer = Peer.expecting(CONTENT, 0).over(family).readsAll()) {
            peer.channel().configureBlocking(kind != Kind.TCP_NON_BLOCKING);
            long bytes = send.to(peer.channel());
            peer.finish().requireExactly(bytes);
        }
    }

    private void runToFile(Send send) throws IOException {
        Path copy = folder.resolve("copy");
        long bytes;
        // To be read, too: such a file never appends, and nobody asks the kernel about that in between.
        try (FileChannel target = FileChannel.open(
                copy,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            bytes = send.to(target);
        }
        CheckingTarget check = new CheckingTarget(CONTENT, 0);
        // Not by the library, whose calls are counted.
        Files.copy(copy, Channels.newOutputStream(check));
        check.check().requireExactly(bytes);
    }

    /** Two steps, as one writes them who does not think of refusals. */
    private final class ByHand implements Send {
        private boolean threw;

        @Override
        public long to(WritableByteChannel target) throws IOException {
            long bytes = 0;
            try (FileChannel source = FileChannel.open(file)) {
                bytes = source.transferTo(0, 1, target);
                bytes += source.transferTo(1, 1, target);
            } catch (IOException e) {
                threw = true;
            }
            return bytes;
        }
    }

    private final class ByLibrary implements Send, TransferListener {
        private int fallbacks;
        private long zeroCopyBytes;

        @Override
        public long to(WritableByteChannel target) throws IOException {
            TransferResult result = ZeroCopyTransfer.send(
                    file,
                    target,
                    TransferOptions.DEFAULTS.withChunkSize(STEP_BYTES).withListener(this));
            zeroCopyBytes = result.bytes() - result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY);
            return result.bytes();
        }

        @Override
        public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
            fallbacks++;
        }
    }

    /** Would rather fail than copy; the count says how far it came. */
    private final class ByLibraryOrNot implements Send {
        private boolean threw;

        @Override
        public long to(WritableByteChannel target) throws IOException {
            TransferOptions required =
                    TransferOptions.DEFAULTS.withChunkSize(STEP_BYTES).withZeroCopy(ZeroCopyPolicy.REQUIRE);
            try {
                return ZeroCopyTransfer.send(file, target, required).bytes();
            } catch (TransferException e) {
                threw = true;
                return e.bytesTransferred();
            }
        }
    }
}
