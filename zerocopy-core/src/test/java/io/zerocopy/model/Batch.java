package io.zerocopy.model;

import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.LongFunction;

/** Runs cases one after the other on a thread of their own, and watches that none hangs and none keeps anything. */
final class Batch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int LOOK_MILLIS = 1000;
    private static final int MOST_FAILURES = 10;

    private final LongFunction<? extends Case> cases;
    private final String rerun;
    private final Bench bench;
    private final Leaks leaks;
    private final Census census = new Census();
    private final List<AssertionError> failures = Collections.synchronizedList(new ArrayList<>());
    private volatile long runningSeed;
    private volatile long startedNanos;

    /** {@code rerun} names the test class and method, for the line that repeats a case. */
    Batch(LongFunction<? extends Case> cases, String rerun, Path folder) throws IOException {
        this.cases = cases;
        this.rerun = rerun;
        this.bench = new Bench(folder);
        this.leaks = new Leaks();
    }

    /** Runs the cases of some seeds in order; fails with all that broke a rule, up to a few. */
    Census run(long firstSeed, int count) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            for (int i = 0; i < count && failures.size() < MOST_FAILURES; i++) {
                runCase(firstSeed + i);
            }
            return null;
        });
        startedNanos = System.nanoTime();
        Thread worker = new Thread(task, "model-cases");
        worker.setDaemon(true);
        worker.start();
        while (!task.isDone()) {
            worker.join(LOOK_MILLIS);
            requireMoving(worker);
        }
        worker.join();
        task.get();
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError(failures.size() + " cases broke a rule; the first: "
                    + failures.get(0).getMessage());
            failures.forEach(all::addSuppressed);
            throw all;
        }
        return census;
    }

    private void requireMoving(Thread worker) {
        long seed = runningSeed;
        if (System.nanoTime() - startedNanos > PATIENCE.toNanos()) {
            AssertionError hangs = new AssertionError(report(seed, cases.apply(seed) + "\n  hangs for over 30 s"));
            hangs.setStackTrace(worker.getStackTrace());
            throw hangs;
        }
    }

    private void runCase(long seed) throws Exception {
        runningSeed = seed;
        try {
            leaks.watch(() -> runOnce(seed));
        } catch (AssertionError e) {
            failures.add(new AssertionError(report(seed, cases.apply(seed) + "\n  " + e.getMessage()), e));
        }
    }

    private void runOnce(long seed) throws Exception {
        startedNanos = System.nanoTime();
        Case made = cases.apply(seed);
        if (!made.onVirtualThread()) {
            judge(made, seed);
            return;
        }
        FutureTask<Void> task = new FutureTask<>(() -> {
            judge(made, seed);
            return null;
        });
        VirtualThreads.start(task).join();
        task.get();
    }

    private void judge(Case running, long seed) {
        Verdict verdict;
        try {
            verdict = running.run(bench);
        } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(new AssertionError(report(seed, running + "\n  the case itself failed: " + e), e));
            return;
        }
        census.add(verdict.covered());
        if (!verdict.broken().isEmpty()) {
            String what = running + "\n  " + verdict.happened() + "\n  broken: " + verdict.broken();
            failures.add(new AssertionError(report(seed, what), verdict.failure()));
        }
    }

    private String report(long seed, String what) {
        return "seed " + seed + "\n  " + what + "\n  run it again with -Dtest=" + rerun + " -Dzerocopy.model.seed="
                + seed;
    }

    @Override
    public void close() throws IOException {
        bench.close();
    }
}
