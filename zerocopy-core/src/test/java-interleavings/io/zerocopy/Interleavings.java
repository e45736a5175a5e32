package io.zerocopy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import kotlin.Unit;
import org.jspecify.annotations.Nullable;
import org.pastalab.fray.core.TestRunner;
import org.pastalab.fray.core.command.Configuration;
import org.pastalab.fray.core.command.ExecutionInfo;
import org.pastalab.fray.core.command.Executor;
import org.pastalab.fray.core.command.LambdaExecutor;
import org.pastalab.fray.core.command.MethodExecutor;
import org.pastalab.fray.core.command.NetworkDelegateType;
import org.pastalab.fray.core.command.SystemTimeDelegateType;
import org.pastalab.fray.core.randomness.ControlledRandomProvider;
import org.pastalab.fray.core.scheduler.POSScheduler;

/**
 * Runs a few threads again and again, each time in another order, which Fray chooses by partial order sampling: at each
 * lock, volatile, atomic, park and start another thread may go on. A thread that waits for ever is a failure.
 */
final class Interleavings {
    private static final int ITERATIONS = Integer.getInteger("zerocopy.interleavings", 2_000);
    /** To load the classes anew takes its time. */
    private static final int ITERATIONS_ANEW = Math.max(1, ITERATIONS / 10);

    /** By so much the clock, which is Fray's, goes on each time that it is read. */
    private static final long TICK_NANOS = 2_000_000;

    private static final AtomicInteger PLACES = new AtomicInteger();

    private Interleavings() {}

    /** What a scenario does in one order. */
    interface Scenario {
        void run() throws Exception;
    }

    /** Returns the first failure, or null. */
    static @Nullable Throwable explore(String name, Scenario scenario) {
        return explore(
                name,
                new LambdaExecutor(() -> {
                    try {
                        scenario.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return Unit.INSTANCE;
                }),
                ITERATIONS);
    }

    /**
     * The same of a static method whose classes are loaded anew each time: for what keeps a lock or a thread for the
     * whole process, which Fray follows only if it saw it made.
     */
    static @Nullable Throwable exploreAnew(Class<?> scenarios, String method) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> entries = List.of(classPath.split(File.pathSeparator, -1));
        return explore(
                scenarios.getSimpleName() + ", " + method,
                new MethodExecutor(scenarios.getName(), method, List.of(), entries, Map.of()),
                ITERATIONS_ANEW);
    }

    private static @Nullable Throwable explore(String name, Executor executor, int iterations) {
        Configuration configuration = new Configuration(
                new ExecutionInfo(executor, false, false, -1),
                Path.of(System.getProperty("fray.workDir"), name),
                iterations,
                Integer.MAX_VALUE,
                new POSScheduler(),
                new ControlledRandomProvider(),
                true,
                false,
                true,
                false,
                false,
                false,
                NetworkDelegateType.NONE,
                SystemTimeDelegateType.MOCK,
                TICK_NANOS,
                false,
                true,
                true,
                false,
                false,
                false,
                null);
        Throwable failure = new TestRunner(configuration).run();
        System.out.println("interleavings of " + name + ": " + configuration.getCurrentIteration()
                + (failure == null ? "" : ", failed"));
        return failure;
    }

    /** A place at which another thread may go on. */
    static void othersMayGoOn() {
        PLACES.incrementAndGet();
    }

    /** Starts them, and waits for all. */
    static void together(Scenario... scenarios) throws Exception {
        Thread[] threads = new Thread[scenarios.length];
        Throwable[] failures = new Throwable[scenarios.length];
        for (int i = 0; i < threads.length; i++) {
            int mine = i;
            threads[i] = new Thread(() -> {
                try {
                    scenarios[mine].run();
                } catch (Exception | Error e) {
                    failures[mine] = e;
                }
            });
            threads[i].start();
        }
        for (Thread each : threads) {
            each.join();
        }
        for (Throwable each : failures) {
            if (each != null) {
                throw new AssertionError(each);
            }
        }
    }
}
