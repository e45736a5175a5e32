package io.zerocopy;

import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the library's own threads. They outlive the call that needs them first, so they keep nothing of its thread: no
 * context class loader, no inheritable thread-local values, no thread group, and no access control context, which would
 * hold the classes of all its callers.
 */
final class DaemonThread {
    private DaemonThread() {}

    static Thread of(String name, Runnable task) {
        Thread thread = forgettingItsMaker(() -> new Thread(topmostGroup(), task, name, 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    // Before JDK 24 a thread keeps the access control context of the stack that makes it, and there is no other way to
    // make that empty.
    @SuppressWarnings("removal")
    private static Thread forgettingItsMaker(PrivilegedAction<Thread> maker) {
        try {
            return AccessController.doPrivileged(maker);
        } catch (LinkageError e) {
            // A JDK that has removed it for good.
            return maker.run();
        }
    }

    private static ThreadGroup topmostGroup() {
        @Nullable ThreadGroup above = Thread.currentThread().getThreadGroup();
        ThreadGroup group = above;
        while (above != null) {
            group = above;
            above = above.getParent();
        }
        return group;
    }
}
