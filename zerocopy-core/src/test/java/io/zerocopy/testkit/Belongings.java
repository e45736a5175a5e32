package io.zerocopy.testkit;

import io.zerocopy.testkit.ConnectedPair.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What this process holds at one moment: descriptors (on Linux), direct memory, threads, unfinished files. */
public final class Belongings {
    /** The library's pool, at most 16 buffers of 1 MiB, and what the JDK keeps for a few threads. */
    private static final long ALLOWED_DIRECT_BYTES = 20L * 1024 * 1024;

    /** The library keeps 8 selectors, and what the JDK makes them of has these names on Linux. */
    private static final int KEPT_SELECTORS = 8;

    private static final Set<String> OF_A_SELECTOR = Set.of("anon_inode:[eventpoll]", "anon_inode:[eventfd]");

    private static final String PIPE = "pipe:";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static boolean warm;
    /** What was open before any test had begun. */
    private static Map<String, Integer> atFirst = Map.of();

    private final Map<String, Integer> descriptors;
    private final long directBytes;
    private final Set<Thread> threads;
    private final Set<Path> files;

    private Belongings(Map<String, Integer> descriptors, long directBytes, Set<Thread> threads, Set<Path> files) {
        this.descriptors = descriptors;
        this.directBytes = directBytes;
        this.threads = threads;
        this.files = files;
    }

    /** What is held now. */
    public static Belongings now() throws IOException {
        return new Belongings(openDescriptors(), Gauges.directBytes(), liveThreads(), unfinishedFiles());
    }

    /** Files that are open and were not before, one line each. */
    static List<String> openFilesBeyond(Belongings before) throws IOException {
        List<String> more = new ArrayList<>();
        Map<String, Integer> files = openDescriptors();
        // What is no file has a name such as socket:[123].
        files.keySet().removeIf(what -> !what.startsWith("/"));
        before.addMore(files, more);
        return more;
    }

    private void addMore(Map<String, Integer> found, List<String> more) {
        int lentPipes = LibraryPipes.lent();
        if (lentPipes > 0) {
            more.add(lentPipes + " of the library's pipes");
        }
        // The library keeps some, and each has a name of its own.
        int keptPipes = LibraryPipes.kept();
        for (String what : found.keySet()) {
            if (what.startsWith(PIPE) && !descriptors.containsKey(what) && keptPipes-- <= 0) {
                more.add("a pipe: " + what);
            }
        }
        found.forEach((what, count) -> {
            if (what.startsWith(PIPE)) {
                return;
            }
            int known = descriptors.getOrDefault(what, 0);
            if (OF_A_SELECTOR.contains(what)) {
                known = Math.max(known, atFirst.getOrDefault(what, 0) + KEPT_SELECTORS);
            }
            if (count > known) {
                more.add((count - known) + " descriptor(s) of " + what);
            }
        });
    }

    /** What is here and was not there before, one line each. */
    public List<String> beyond(Belongings before) {
        List<String> more = new ArrayList<>();
        before.addMore(descriptors, more);
        if (directBytes > ALLOWED_DIRECT_BYTES) {
            // Garbage still counts until it is collected; what is really held stays.
            System.gc();
            more.add(directBytes + " bytes of direct buffers; " + before.directBytes + " before, "
                    + ALLOWED_DIRECT_BYTES + " allowed");
        }
        for (Thread thread : threads) {
            if (!before.threads.contains(thread)) {
                more.add("thread " + thread + " in " + List.of(thread.getStackTrace()));
            }
        }
        for (Path file : files) {
            if (!before.files.contains(file)) {
                more.add("file " + file);
            }
        }
        return more;
    }

    /**
     * The JDK opens descriptors of its own when it first uses something, and keeps them: once before the first look.
     */
    public static synchronized void warmUp() throws Exception {
        if (warm) {
            return;
        }
        warm = true;
        try (Selector selector = Selector.open()) {
            selector.selectNow();
        }
        for (Family family : Family.values()) {
            useOnce(family);
        }
        Pipe pipe = Pipe.open();
        pipe.source().close();
        pipe.sink().close();
        if (VirtualThreads.areAvailable()) {
            useOnVirtualThread();
        }
        atFirst = openDescriptors();
    }

    private static void useOnce(Family family) throws IOException {
        try (ConnectedPair pair = ConnectedPair.over(family, 0)) {
            pair.sender().write(ByteBuffer.allocate(1));
            pair.receiver().read(ByteBuffer.allocate(1));
        }
    }

    /** A virtual thread that waits in a read starts the JDK's pollers. */
    private static void useOnVirtualThread() throws Exception {
        try (Peer peer = Peer.expecting(Content.of(0), 0).stalls()) {
            Thread reader = VirtualThreads.start(() -> {
                try {
                    peer.channel().read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    // The close below ends the read.
                }
            });
            Await.until("a virtual thread waits", () -> reader.getState() == Thread.State.WAITING);
            peer.channel().close();
            reader.join();
        }
    }

    private static Map<String, Integer> openDescriptors() throws IOException {
        Map<String, Integer> found = new HashMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                String what = target(entry);
                if (isOfInterest(what)) {
                    found.merge(what, 1, Integer::sum);
                }
            }
        }
        return found;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed between the listing and this look.
            return "";
        }
    }

    /**
     * Not the class loader's files, the source of randomness, what the JVM asks its container, and the listing itself.
     */
    private static boolean isOfInterest(String what) {
        return !what.isEmpty()
                && !what.endsWith(".jar")
                && !what.endsWith("/modules")
                && !what.endsWith("random")
                && !what.startsWith("/sys/fs/cgroup/")
                && !what.matches("/proc/\\d+/fd");
    }

    private static Set<Thread> liveThreads() {
        Set<Thread> found = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!isOfTheJdk(thread) && !isKept(thread)) {
                found.add(thread);
            }
        }
        return found;
    }

    private static boolean isOfTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        String name = thread.getName();
        // The library's own are in the topmost group, too.
        return group == null
                || (group.getParent() == null && !name.startsWith("zerocopy"))
                || group.getName().equals("InnocuousThreadGroup")
                || name.startsWith("ForkJoinPool")
                || name.startsWith("process reaper")
                || name.startsWith("CompletableFutureDelayScheduler");
    }

    /** The library's one timer, and its readers of files, stay for 10 seconds after their last work. */
    private static boolean isKept(Thread thread) {
        return thread.isDaemon()
                && (thread.getName().equals("zerocopy-timer")
                        || thread.getName().equals("zerocopy-disk"));
    }

    /** In the folder for temporary files and in those that JUnit makes there. */
    private static Set<Path> unfinishedFiles() throws IOException {
        Set<Path> found = new HashSet<>();
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path entry : entries.toList()) {
                if (entry.toString().endsWith(".zerocopy")) {
                    found.add(entry);
                } else if (entry.getFileName().toString().startsWith("junit") && Files.isDirectory(entry)) {
                    addUnfinished(entry, found);
                }
            }
        }
        return found;
    }

    private static void addUnfinished(Path folder, Set<Path> found) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 3)) {
            files.filter(file -> file.toString().endsWith(".zerocopy")).forEach(found::add);
        } catch (UncheckedIOException | NoSuchFileException e) {
            // A folder of another JVM's tests, gone meanwhile.
        }
    }
}
