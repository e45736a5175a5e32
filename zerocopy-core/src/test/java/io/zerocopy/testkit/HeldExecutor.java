package io.zerocopy.testkit;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor that runs a task when the test says so, on the thread that says it: a disk of any speed. */
public final class HeldExecutor implements Executor {
    private final Queue<Runnable> held = new ArrayDeque<>();
    private long taken;

    @Override
    public synchronized void execute(Runnable task) {
        taken++;
        held.add(task);
    }

    /** How many tasks it has been given. */
    public synchronized long taken() {
        return taken;
    }

    /** How many of them have not been run. */
    public synchronized int held() {
        return held.size();
    }

    /** Runs the next task; false if there is none. */
    public boolean runNext() {
        Runnable task;
        synchronized (this) {
            task = held.poll();
        }
        if (task != null) {
            task.run();
        }
        return task != null;
    }
}
