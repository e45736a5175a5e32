package io.zerocopy;

import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frees a blocking call that is stuck in a step for longer than its limits allow, or that is cancelled. The sending
 * thread looks at both by itself after every step; this is for the step that does not return.
 *
 * <pre>
 *   IDLE --enter--&gt; IN_STEP --leave--&gt; IDLE           the timer may look at any time, and looks again later
 *                   IN_STEP --too late--&gt; FIRING --&gt; FIRED   {@link Abort} frees the step, without the lock
 *   any  --close--&gt; DONE                               from here on nothing touches the ends
 * </pre>
 *
 * <p>The timer only looks: what frees a step runs on a thread of its own, so that a call into a channel that hangs
 * keeps nobody else waiting.
 */
final class Watchdog implements AutoCloseable {
    /** Of a transfer without time limits, or that never blocks. Shared: nothing is ever noted in it. */
    static final Watchdog NONE = new Watchdog(new Abort(null, null, null), null, null);

    /** The sending thread has the first word: it resets the connection, which before JDK 22 nobody else can. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** For what is cancelled the same, short: a step of some MiB to a peer that reads. */
    private static final long CANCEL_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Who is in a step of a target that hides its channel: {@link ZeroCopyTarget#forward} tells what that is. */
    private static final Map<Thread, Watchdog> IN_HIDING_TARGET = new ConcurrentHashMap<>();

    private enum State {
        IDLE,
        IN_STEP,
        FIRING,
        FIRED,
        DONE
    }

    private final Abort ends;
    private final @Nullable Conversation conversation;
    private final @Nullable Thread sender;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasFired = lock.newCondition();
    private State state = State.IDLE;
    private Step step = Step.DISK;
    private @Nullable Pace pace;
    private long enteredNanos;
    private long timeoutAfterNanos;
    private long stallAfterNanos;
    private @Nullable Future<?> look;
    private @Nullable Watchdog outer;
    private volatile @Nullable Selector selector;

    private Watchdog(Abort ends, @Nullable Conversation conversation, @Nullable Thread sender) {
        this.ends = ends;
        this.conversation = conversation;
        this.sender = sender;
    }

    /**
     * Watches over both ends.
     *
     * @param source where that is a peer
     * @param target where that is not a file that a receive or copy makes
     * @param named the channel that the target is or named ({@link Readiness#channelOf}): asked once, before the first
     *     step
     */
    static Watchdog of(
            Pace pace,
            @Nullable ReadableByteChannel source,
            @Nullable WritableByteChannel target,
            @Nullable SelectableChannel named) {
        Conversation conversation = pace.conversation();
        if (!pace.hasTimeLimit() && conversation == null) {
            return NONE;
        }
        Watchdog watchdog = new Watchdog(new Abort(source, target, named), conversation, Thread.currentThread());
        if (conversation != null) {
            conversation.join(watchdog);
        }
        return watchdog;
    }

    /** A step begins; its time counts as waiting for the peer if it can be stuck on that. */
    void enter(Pace itsPace, Step begun) {
        if (itsPace == Pace.FREE) {
            return;
        }
        long now = System.nanoTime();
        if (!ends.mayWaitForPeer(begun)) {
            itsPace.entersDisk(now);
            return;
        }
        itsPace.waits(now);
        if (begun == Step.KERNEL && ends.hidesItsChannel()) {
            outer = IN_HIDING_TARGET.put(Thread.currentThread(), this);
        }
        lock.lock();
        try {
            state = State.IN_STEP;
            step = begun;
            pace = itsPace;
            enteredNanos = now;
            timeoutAfterNanos = itsPace.remainingTimeoutNanos(now);
            stallAfterNanos = itsPace.remainingStallNanos(now);
            lookLater(now);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The step has ended. Waits out what is just freeing it.
     *
     * @param progressBytes what it moved, or took from a peer
     * @return true if it was freed: the transfer has run out of time, or is cancelled
     */
    boolean leave(Pace itsPace, long progressBytes) {
        if (itsPace == Pace.FREE) {
            return false;
        }
        itsPace.leaves(progressBytes, System.nanoTime());
        if (this == NONE) {
            return false;
        }
        lock.lock();
        try {
            if (state == State.IN_STEP) {
                state = State.IDLE;
            }
            waitOutFiring();
            return state == State.FIRED;
        } finally {
            lock.unlock();
            if (step == Step.KERNEL && ends.hidesItsChannel()) {
                stepOutOfHiding();
            }
        }
    }

    private void waitOutFiring() {
        while (state == State.FIRING) {
            hasFired.awaitUninterruptibly();
        }
    }

    private void stepOutOfHiding() {
        if (outer == null) {
            IN_HIDING_TARGET.remove(Thread.currentThread(), this);
        } else {
            IN_HIDING_TARGET.put(Thread.currentThread(), outer);
            outer = null;
        }
        step = Step.DISK;
    }

    /** This thread forwards to that channel: what a target that hides it is stuck on from here on. */
    static void forwardsTo(SocketChannel channel) {
        if (!IN_HIDING_TARGET.isEmpty()) {
            Watchdog inStep = IN_HIDING_TARGET.get(Thread.currentThread());
            if (inStep != null) {
                inStep.ends.sees(channel);
            }
        }
    }

    boolean hasFired() {
        if (this == NONE) {
            return false;
        }
        lock.lock();
        try {
            return state == State.FIRING || state == State.FIRED;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the use of both ends, from the sending thread after its last step. */
    void endBoth() {
        ends.both();
    }

    /** The sending thread waits in this selector; null: not any more. False if it should not: cancelled. */
    boolean waitsIn(@Nullable Selector waiting) {
        if (conversation == null) {
            return true;
        }
        selector = waiting;
        return !conversation.isCancelled();
    }

    /** Called once the conversation says that it is cancelled; from any thread, and more than once. */
    void cancel() {
        LockSupport.unpark(sender);
        Selector waiting = selector;
        if (waiting != null && TargetKind.isOfTheJdk(waiting)) {
            waiting.wakeup();
        }
        lock.lock();
        try {
            // Also between two steps: the next one must not rely on a look that is due when its old limit is.
            if (look != null) {
                look.cancel(false);
                look = null;
            }
            if (state == State.IN_STEP) {
                lookLater(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    private void lookLater(long now) {
        if (look == null) {
            look = TimerThread.schedule(this::look, dueAfter(now));
        }
    }

    /** How long from now until the step is to be freed. */
    private long dueAfter(long now) {
        if (conversation != null && conversation.isCancelled()) {
            // A peer that reads lets the step return by itself, and then no FIN has to be sent to free it.
            boolean canBeReset = step != Step.KERNEL || Capabilities.current().closesSafely();
            return canBeReset
                    ? 0
                    : CANCEL_GRACE_NANOS - Math.min(conversation.cancelledForNanos(now), now - enteredNanos);
        }
        long passed = now - enteredNanos;
        long stall = stallAfterNanos == Pace.UNLIMITED_NANOS || pace == null
                ? Pace.UNLIMITED_NANOS
                : Math.max(stallAfterNanos - passed, pace.remainingOfConversationNanos(now));
        long timeout = timeoutAfterNanos == Pace.UNLIMITED_NANOS ? Pace.UNLIMITED_NANOS : timeoutAfterNanos - passed;
        return Math.min(Math.min(stall, timeout), Long.MAX_VALUE / 2) + GRACE_NANOS;
    }

    private void look() {
        lock.lock();
        try {
            look = null;
            if (state != State.IN_STEP) {
                return;
            }
            long now = System.nanoTime();
            if (dueAfter(now) > 0) {
                lookLater(now);
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            DaemonThread.of("zerocopy-closer", this::free).start();
        } catch (OutOfMemoryError e) {
            // No more threads just now: the step stays stuck until there is one.
            lookAgain();
        }
    }

    private void lookAgain() {
        lock.lock();
        try {
            if (state == State.IN_STEP && look == null) {
                look = TimerThread.schedule(this::look, GRACE_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void free() {
        Step stuck;
        lock.lock();
        try {
            // The step may have come back meanwhile, and another one begun.
            if (state != State.IN_STEP) {
                return;
            }
            long now = System.nanoTime();
            if (dueAfter(now) > 0) {
                lookLater(now);
                return;
            }
            state = State.FIRING;
            stuck = step;
        } finally {
            lock.unlock();
        }
        try {
            ends.free(stuck);
        } finally {
            lock.lock();
            try {
                state = State.FIRED;
                hasFired.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Leaves nothing in the timer's queue, and nothing that could still touch an end. */
    @Override
    public void close() {
        if (this == NONE) {
            return;
        }
        lock.lock();
        try {
            waitOutFiring();
            state = State.DONE;
            if (look != null) {
                look.cancel(false);
                look = null;
            }
        } finally {
            lock.unlock();
        }
        if (conversation != null) {
            conversation.leave(this);
        }
    }
}
