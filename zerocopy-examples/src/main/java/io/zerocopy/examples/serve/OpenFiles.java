package io.zerocopy.examples.serve;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps files open that were asked for lately: what many clients ask for is opened once. Few of them, and none for
 * long, since a file that is open holds its place on the disk when it has been deleted, and its disk when that is to
 * go.
 *
 * <p>The path is still looked at for each request, name by name, by the {@link Folder}; and what is kept is sent only
 * if it is the very file that was found, not written, cut, or locked since. Where that cannot be told each request
 * opens its own.
 */
final class OpenFiles implements Closeable {
    static final int MOST = 128;

    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private final Folder folder;
    /** Held for a look into the map, never while the disk is asked. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Who was asked for longest ago comes first. */
    private final Map<Path, SharedFile> kept = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    OpenFiles(Folder folder) {
        this.folder = folder;
    }

    /** A file that was found, or the one that has taken its place since; to be closed by the caller. */
    SharedFile open(Found found) throws IOException, Refusal {
        SharedFile known = join(found.path());
        if (known != null) {
            boolean isSame = false;
            try {
                isSame = known.is(found);
            } finally {
                if (!isSame) {
                    forget(found.path(), known);
                    known.close();
                }
            }
            if (isSame) {
                return known;
            }
        }
        SharedFile fresh = new SharedFile(ServedFile.open(folder, found));
        keep(found.path(), fresh);
        return fresh;
    }

    private @Nullable SharedFile join(Path path) {
        lock.lock();
        try {
            SharedFile file = kept.get(path);
            return file != null && file.join() ? file : null;
        } finally {
            lock.unlock();
        }
    }

    private void forget(Path path, SharedFile file) {
        boolean wasKept;
        lock.lock();
        try {
            wasKept = kept.remove(path, file);
        } finally {
            lock.unlock();
        }
        if (wasKept) {
            close(file);
        }
    }

    private void keep(Path path, SharedFile file) {
        if (!file.canBeKept()) {
            return;
        }
        SharedFile leaver = null;
        lock.lock();
        try {
            if (!closed && file.join()) {
                leaver = kept.put(path, file);
                if (kept.size() > MOST) {
                    Iterator<SharedFile> all = kept.values().iterator();
                    leaver = all.next();
                    all.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        close(leaver);
    }

    /** To be called now and then: lets go what nobody has asked for since the last time. */
    void sweep() {
        List<SharedFile> leavers = new ArrayList<>();
        lock.lock();
        try {
            kept.values().removeIf(file -> !file.wasUsed() && leavers.add(file));
        } finally {
            lock.unlock();
        }
        leavers.forEach(OpenFiles::close);
    }

    private static void close(@Nullable SharedFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // It was only read.
            LOG.debug("A file could not be closed", e);
        }
    }

    /** Keeps nothing from now on; who is being sent a file goes on. */
    @Override
    public void close() {
        List<SharedFile> leavers;
        lock.lock();
        try {
            closed = true;
            leavers = List.copyOf(kept.values());
            kept.clear();
        } finally {
            lock.unlock();
        }
        leavers.forEach(OpenFiles::close);
    }
}
