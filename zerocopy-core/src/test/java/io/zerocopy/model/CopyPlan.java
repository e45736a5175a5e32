package io.zerocopy.model;

import io.zerocopy.model.Landings.Where;

/**
 * What a copy reads.
 *
 * @param from the file system
 * @param before what is wrong with the source, if anything
 * @param size bytes of the file when the call begins
 * @param changeAt bytes transferred when the file changes
 * @param newSize what the change makes of the file
 */
record CopyPlan(Where from, Before before, int size, SourcePlan.Change change, long changeAt, int newSize) {
    /** What the source is before the call. */
    enum Before {
        FILE,
        MISSING,
        DIRECTORY,
        /** The target itself. */
        SAME_FILE
    }

    boolean isRefused() {
        return before != Before.FILE;
    }
}
