package io.zerocopy.soak;

import io.zerocopy.HeldMemory;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Belongings;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Gauges;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Main class of the soak's JVM: rounds of jobs, and after each a look at what is left. Ends with 1 if it has found
 * something.
 */
final class Soak {
    private static final Duration ROUND = Duration.ofSeconds(15);
    private static final Duration SETTLE = Duration.ofMinutes(1);
    private static final Duration A_LINE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final long HEAP_GROWTH_BYTES = 24L * 1024 * 1024;
    private static final int MOST_FINDINGS = 5;

    private final Bench bench;
    private final Arguments arguments;
    private final AtomicLong nextSeed;
    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong starved = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final List<String> findings = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private Belongings before = Belongings.now();
    private long heapBefore = Long.MAX_VALUE;

    /** What the soak is to find, by itself, to show that it can. */
    enum Seeded {
        NOTHING,
        LEAK,
        WRONG_BYTES,
        FAILURE
    }

    /** The command line. */
    record Arguments(Path folder, String smallDisk, Duration time, long seed, int workers, Seeded seeded) {
        static Arguments parse(String[] words) {
            return new Arguments(
                    Path.of(words[0]),
                    words[1],
                    Duration.parse(words[2]),
                    Long.parseLong(words[3]),
                    Integer.parseInt(words[4]),
                    Seeded.valueOf(words[5]));
        }
    }

    private Soak(Bench bench, Arguments arguments) throws IOException {
        this.bench = bench;
        this.arguments = arguments;
        this.nextSeed = new AtomicLong(arguments.seed());
    }

    public static void main(String[] words) throws Exception {
        Arguments arguments = Arguments.parse(words);
        SystemCalls.awaitReady();
        Belongings.warmUp();
        // To load a class takes a descriptor, where it is not in a jar.
        loadAll(ChildJvm.home(ZeroCopyTransfer.class));
        loadAll(ChildJvm.home(Soak.class));
        Path smallDisk = arguments.smallDisk().isEmpty() ? null : Path.of(arguments.smallDisk());
        Soak soak;
        try (Bench bench = Bench.in(arguments.folder(), smallDisk)) {
            soak = new Soak(bench, arguments);
            soak.run();
        }
        System.out.println("soak: " + soak.findings.size() + " findings, seed " + arguments.seed());
        System.exit(soak.findings.isEmpty() ? 0 : 1);
    }

    private static void loadAll(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder.resolve("io/zerocopy"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = folder.relativize(file).toString();
                try {
                    String binary =
                            name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    Class.forName(binary, false, Soak.class.getClassLoader());
                } catch (ClassNotFoundException | LinkageError e) {
                    // A test of something that the soak's class path has not.
                }
            }
        }
    }

    private void seed() throws IOException {
        switch (arguments.seeded()) {
            case NOTHING -> {}
            case LEAK -> Kept.FILES.add(FileChannel.open(bench.ranges()));
            case WRONG_BYTES -> {
                try (FileChannel file = FileChannel.open(bench.ranges(), StandardOpenOption.WRITE)) {
                    for (long each = 0; each < Bench.RANGES_BYTES; each += 4_096) {
                        file.write(
                                ByteBuffer.wrap(
                                        new byte[] {(byte) ~bench.content().at(each)}),
                                each);
                    }
                }
            }
            case FAILURE -> Files.delete(bench.ranges());
        }
    }

    /** Out of the garbage collector's reach. */
    private static final class Kept {
        static final List<FileChannel> FILES = new ArrayList<>();
    }

    private void run() throws Exception {
        System.out.println("soak: seed " + arguments.seed() + ", " + arguments.workers() + " workers, JDK "
                + Runtime.version() + ", kernel tier " + (SystemCalls.whyNot() == null ? "on" : "off")
                + ", small disk " + (bench.smallDisk() == null ? "SKIPPED: nothing can be mounted here" : "there"));
        Thread lines = new Thread(this::printLines, "soak-lines");
        lines.setDaemon(true);
        lines.start();
        before = Belongings.now();
        seed();
        List<Shortage> shortages = List.of(Shortage.values());
        for (int round = 0; !hasFoundEnough() && (round < shortages.size() || !isTimeUp()); round++) {
            Shortage shortage = shortages.get(round % shortages.size());
            Closeable hoard = shortage.begin(bench.whole(0));
            try {
                round(shortage);
            } finally {
                hoard.close();
            }
            look(round, shortage);
        }
        System.out.println(line());
    }

    private void printLines() {
        while (true) {
            try {
                // For who looks on; nothing is waited for here.
                Thread.sleep(A_LINE.toMillis());
                System.out.println(line());
            } catch (InterruptedException | IOException e) {
                System.out.println("soak: no line: " + e);
            }
        }
    }

    private boolean isTimeUp() {
        return System.nanoTime() - startNanos >= arguments.time().toNanos();
    }

    /** So many jobs at least, and as many as there is time for. */
    private void round(Shortage shortage) throws Exception {
        long end =
                System.nanoTime() + Math.min(ROUND.toNanos(), arguments.time().toNanos() / 4);
        long lastSeed = nextSeed.get() + (shortage == Shortage.OF_NOTHING ? 50L : 8L) * arguments.workers();
        List<Background<Boolean>> workers = new ArrayList<>();
        for (int each = 0; each < arguments.workers(); each++) {
            workers.add(Background.start(() -> {
                for (long seed = nextSeed.getAndIncrement();
                        !hasFoundEnough() && (seed < lastSeed || System.nanoTime() - end < 0);
                        seed = nextSeed.getAndIncrement()) {
                    job(seed, shortage);
                }
                return true;
            }));
        }
        for (Background<Boolean> each : workers) {
            each.get(Job.PATIENCE.multipliedBy(2));
        }
    }

    private void job(long seed, Shortage shortage) {
        Plan plan = Plan.of(seed, bench);
        try {
            Path disk = bench.smallDisk();
            Path home = plan.place() == Plan.Place.SMALL_DISK && disk != null ? disk : bench.jobs();
            Path own = Files.createDirectory(home.resolve(Long.toString(seed)));
            try {
                Outcome outcome = Job.run(plan, bench, own);
                outcome.judge(plan, bench, own, shortage);
                (outcome.result() == null ? failed : complete).incrementAndGet();
                bytes.addAndGet(outcome.result() == null ? 0 : outcome.result().bytes());
            } finally {
                for (String file : List.of("source", "target", "")) {
                    Files.deleteIfExists(own.resolve(file));
                }
            }
        } catch (IOException | OutOfMemoryError e) {
            // Of the harness, which needs the same.
            starved.incrementAndGet();
            if (shortage == Shortage.OF_NOTHING && plan.place() != Plan.Place.SMALL_DISK) {
                find("seed " + seed + ": " + plan, e);
            }
        } catch (Exception | Error e) {
            find("seed " + seed + ": " + plan, e);
        }
    }

    private synchronized void find(String what, @Nullable Throwable why) {
        StringWriter text = new StringWriter();
        if (why != null) {
            why.printStackTrace(new PrintWriter(text));
        }
        findings.add(what);
        System.out.println("FINDING " + what + "\n" + text);
    }

    private synchronized boolean hasFoundEnough() {
        return findings.size() >= MOST_FINDINGS;
    }

    /** Nothing of the round may be left. What a thread or the kernel is about to give back gets its time. */
    private void look(int round, Shortage shortage) throws Exception {
        List<String> left = new ArrayList<>();
        boolean settled = Await.within(arguments.seeded() == Seeded.NOTHING ? SETTLE : MOMENT, () -> {
            left.clear();
            left.addAll(Belongings.now().beyond(before));
            if (HeldMemory.lentBytes() > 0) {
                left.add(HeldMemory.lentBytes() + " bytes of the library's buffers");
            }
            try (Stream<Path> files = Files.list(bench.jobs())) {
                files.forEach(each -> left.add("folder " + each));
            }
            return left.isEmpty();
        });
        if (!settled) {
            find(
                    "after round " + round + ", short " + shortage + ", jobs until seed " + nextSeed,
                    new AssertionError(left));
            before = Belongings.now();
        }
        long heap = heapBytes();
        if (round == Shortage.values().length) {
            heapBefore = heap;
        } else if (heap - HEAP_GROWTH_BYTES > heapBefore) {
            find("the heap has grown from " + heapBefore + " to " + heap + " bytes", null);
            heapBefore = heap;
        }
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private String line() throws IOException {
        long descriptors;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            descriptors = open.count();
        }
        long minutes = Duration.ofNanos(System.nanoTime() - startNanos).toMinutes();
        return "soak: minute " + minutes + ", seed " + arguments.seed() + ": " + complete + " complete ("
                + (bytes.get() >> 20)
                + " MiB), " + failed + " failed as they must, " + starved + " not begun, " + findings.size()
                + " findings; descriptors " + descriptors + ", threads "
                + Thread.getAllStackTraces().size() + ", direct " + (Gauges.directBytes() >> 10)
                + " KiB, heap " + (heapBytes() >> 10) + " KiB, pipes kept " + HeldMemory.keptPipes();
    }
}
