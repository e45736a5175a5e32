package io.zerocopy.examples.serve;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to change a folder, for the moment between a last look and a move. A folder has one lock whatever
 * way leads to it, and so have all spellings of a name in it. Few locks stand for all folders: they are held so shortly
 * that it does not matter who shares one.
 */
final class Turns {
    private static final int LOCKS = 64;

    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Turns() {
        Arrays.setAll(locks, number -> new ReentrantLock());
    }

    /** To be locked around the look and the move, and never while a peer is waited for. */
    ReentrantLock of(Found folder) {
        Object key = folder.attributes().fileKey();
        return locks[Math.floorMod(key == null ? caseless(folder.path()) : key.hashCode(), LOCKS)];
    }

    /** Without numbers of files names may differ in case alone. */
    private static int caseless(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).hashCode();
    }
}
