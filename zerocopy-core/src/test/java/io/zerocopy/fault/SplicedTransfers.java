package io.zerocopy.fault;

import io.zerocopy.HeldMemory;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.Descriptors;
import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.VirtualThreads;
import io.zerocopy.testkit.Wire;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Main class of a child JVM whose system calls are made to fail. Relays and receives over each kind of socket, fails
 * unless the right bytes arrive and nothing is left open or changed, and prints what happened, an {@link Observation} a
 * line.
 */
final class SplicedTransfers {
    static final int SIZE = 3_000_003;
    private static final Content CONTENT = Content.of(71);

    private final Path folder;
    private boolean takesLastDescriptor;

    private SplicedTransfers(Path folder) {
        this.folder = folder;
    }

    /** What became of one transfer. */
    record Observation(String kind, int fallbacks, long splicedBytes) {
        static Observation parse(String line) {
            String[] words = line.split(" ", -1);
            return new Observation(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
        }

        void print() {
            System.out.println(kind + " " + fallbacks + " " + splicedBytes);
        }
    }

    /** What there is no more of. */
    enum Shortage {
        OF_NOTHING,
        OF_DESCRIPTORS,
        /** This user's pipes may hold no more: a new one has two slots. */
        OF_PIPES,
        /** The JVM was given less than the library sets aside. */
        OF_DIRECT_MEMORY
    }

    /** Over what, and who. */
    enum Kind {
        TCP_BLOCKING(Wire.Kind.TCP),
        TCP_NON_BLOCKING(Wire.Kind.TCP),
        TCP_VIRTUAL(Wire.Kind.TCP),
        UNIX_BLOCKING(Wire.Kind.UNIX),
        UNIX_NON_BLOCKING(Wire.Kind.UNIX),
        RECEIVE_BLOCKING(Wire.Kind.TCP),
        RECEIVE_NON_BLOCKING(Wire.Kind.TCP),
        RECEIVE_UNIX(Wire.Kind.UNIX);

        private final Wire.Kind wire;

        Kind(Wire.Kind wire) {
            this.wire = wire;
        }

        private boolean isReceive() {
            return name().startsWith("RECEIVE");
        }

        private boolean isBlocking() {
            return !name().contains("NON_BLOCKING");
        }
    }

    /** The arguments are a folder, and a {@link Shortage}. */
    public static void main(String[] arguments) throws Exception {
        if (!SystemCalls.awaitReady()) {
            throw new AssertionError(SystemCalls.whyNot());
        }
        SplicedTransfers transfers = new SplicedTransfers(Path.of(arguments[0]));
        Shortage shortage = Shortage.valueOf(arguments[1]);
        if (shortage == Shortage.OF_DIRECT_MEMORY && !HeldMemory.isOfTheHeapNow()) {
            throw new AssertionError("there is direct memory");
        }
        List<Long> pipes = shortage == Shortage.OF_PIPES ? allPipes() : List.of();
        // What the JDK opens at the first use stays open, and so does the library's pipe.
        transfers.run(Kind.TCP_BLOCKING);
        transfers.run(Kind.TCP_NON_BLOCKING);
        transfers.run(Kind.TCP_VIRTUAL);
        if (shortage == Shortage.OF_DESCRIPTORS) {
            // To load a class takes a descriptor, where it is not in a jar.
            for (String needed : List.of("SpliceRefusedException", "StreamSource", "Ending", "linux.Linux")) {
                Class.forName("io.zerocopy." + needed);
            }
        }
        transfers.takesLastDescriptor = shortage == Shortage.OF_DESCRIPTORS;
        int before = descriptors() - 2 * pipes.size();
        for (Kind kind : Kind.values()) {
            if (!transfers.takesLastDescriptor || !kind.isReceive()) {
                transfers.run(kind).print();
            }
        }
        int more = descriptors() - 2 * pipes.size() - before;
        if (more > 0 || HeldMemory.lentPipes() > 0) {
            throw new AssertionError(more + " descriptors and " + HeldMemory.lentPipes() + " pipes are left");
        }
        // Until here.
        for (long pipe : pipes) {
            SystemCalls.close((int) pipe);
        }
    }

    /** Of sockets and pipes that the library does not keep. */
    private static int descriptors() throws IOException {
        int found = -2 * HeldMemory.keptPipes();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                String what = Files.isSymbolicLink(entry)
                        ? Files.readSymbolicLink(entry).toString()
                        : "";
                found += what.startsWith("pipe:") || what.startsWith("socket:") ? 1 : 0;
            }
        }
        return found;
    }

    private Observation run(Kind kind) throws Exception {
        List<String> fallbacks = new ArrayList<>();
        TransferOptions options = TransferOptions.DEFAULTS.withListener(new TransferListener() {
            @Override
            public void onFallback(TransferMechanism from, TransferMechanism to, String reason) {
                fallbacks.add(reason);
            }
        });
        TransferResult result = kind.isReceive() ? receive(kind, options) : relay(kind, options);
        if (result.bytes() != SIZE) {
            throw new AssertionError(kind + ": " + result);
        }
        return new Observation(kind.name(), fallbacks.size(), result.bytesBy(TransferMechanism.SPLICE));
    }

    private TransferResult receive(Kind kind, TransferOptions options) throws Exception {
        Path file = folder.resolve(kind.name());
        try (Wire in = Wire.open(kind.wire)) {
            if (!kind.isBlocking()) {
                in.readingChannel().configureBlocking(false);
            }
            Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
            TransferResult result = Background.start(() -> ZeroCopyTransfer.receive(in.readingEnd(), file, options))
                    .get();
            giving.get();
            CONTENT.requireFile(file, SIZE);
            requireUnchanged(in.readingChannel(), Linux.SO_RCVTIMEO);
            return result;
        }
    }

    private TransferResult relay(Kind kind, TransferOptions options) throws Exception {
        try (Wire in = Wire.open(kind.wire);
                Wire out = Wire.open(kind.wire)) {
            if (!kind.isBlocking()) {
                in.readingChannel().configureBlocking(false);
                out.writingChannel().configureBlocking(false);
            }
            Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
            Background<Long> reading = Background.start(() -> out.readToEnd(CONTENT, 0));
            Callable<TransferResult> relaying =
                    () -> ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd(), options);
            List<Closeable> taken = takesLastDescriptor ? allDescriptors() : List.of();
            TransferResult result = kind == Kind.TCP_VIRTUAL
                    ? onVirtualThread(relaying)
                    : Background.start(relaying).get();
            for (Closeable one : taken) {
                one.close();
            }
            requireUnchanged(in.readingChannel(), Linux.SO_RCVTIMEO);
            requireUnchanged(out.writingChannel(), Linux.SO_SNDTIMEO);
            out.endStream();
            giving.get();
            if (reading.get() != SIZE) {
                throw new AssertionError(kind + ": " + reading.get() + " bytes arrived");
            }
            return result;
        }
    }

    private static List<Long> allPipes() {
        List<Long> taken = new ArrayList<>();
        long pipe;
        do {
            pipe = SystemCalls.pipe();
            taken.add(pipe);
            SystemCalls.setPipeSize((int) (pipe >>> Integer.SIZE), 1024 * 1024);
        } while (SystemCalls.pipeSize((int) pipe) >= 64 * 1024);
        return taken;
    }

    private static List<Closeable> allDescriptors() {
        List<Closeable> taken = new ArrayList<>();
        while (true) {
            try {
                taken.add(new FileInputStream("/dev/null"));
            } catch (IOException e) {
                return taken;
            }
        }
    }

    private static TransferResult onVirtualThread(Callable<TransferResult> transfer) throws Exception {
        FutureTask<TransferResult> task = new FutureTask<>(transfer);
        VirtualThreads.start(task);
        return task.get();
    }

    private static void requireUnchanged(SelectableChannel socket, int option) {
        long millis = SystemCalls.getTimeout(Descriptors.of(socket), option);
        if (millis != 0) {
            throw new AssertionError("a timeout of " + millis + " ms is left on a socket");
        }
    }
}
