package io.zerocopy.model;

import io.zerocopy.model.Landings.Where;

/**
 * Where a file is to appear, and what is there before.
 *
 * @param existing bytes of the file that is there, at least one; no matter where there is none
 */
record PathPlan(Where where, Before before, int existing) {
    /** What is there when the call begins. */
    enum Before {
        NOTHING,
        FILE,
        /** A symbolic link to a file. */
        LINK,
        /** A symbolic link to nothing. */
        DANGLING_LINK,
        /** Which must be refused. */
        DIRECTORY;

        boolean isLink() {
            return this == LINK || this == DANGLING_LINK;
        }

        boolean hasFile() {
            return this == FILE || this == LINK;
        }
    }

    static PathPlan roll(Dice dice) {
        Where where = dice.oneOf(Where.DEFAULT, Where.DEFAULT, Where.DEFAULT, Where.JIMFS, Where.ZIP);
        Before before = dice.percent(3)
                ? Before.DIRECTORY
                : dice.oneOf(Before.NOTHING, Before.NOTHING, Before.FILE, Before.FILE, Before.LINK);
        if (where != Where.DEFAULT && before == Before.LINK) {
            before = Before.FILE;
        } else if (before == Before.LINK && dice.percent(30)) {
            before = Before.DANGLING_LINK;
        }
        return new PathPlan(where, before, dice.oneOf(1, 7, 5000));
    }
}
