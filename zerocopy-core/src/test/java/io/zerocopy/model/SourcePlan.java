package io.zerocopy.model;

/**
 * What a case sends, and what becomes of the file meanwhile.
 *
 * @param size bytes of the file when the call begins
 * @param position where the range begins; 0 for a whole file
 * @param count bytes asked for; may reach beyond the end
 * @param changeAt bytes transferred when the file changes
 * @param changeShare where between its bounds the new size lies
 */
record SourcePlan(Kind kind, int size, long position, long count, Change change, long changeAt, double changeShare) {
    enum Kind {
        PATH_WHOLE,
        PATH_RANGE,
        CHANNEL_RANGE,
        /** Of a file that is opened to bypass the page cache, where the file system has that. */
        DIRECT_RANGE,
        FOREIGN_RANGE,
        JIMFS_WHOLE,
        JIMFS_RANGE;

        boolean isWhole() {
            return this == PATH_WHOLE || this == JIMFS_WHOLE;
        }

        boolean isJimfs() {
            return this == JIMFS_WHOLE || this == JIMFS_RANGE;
        }

        boolean isChannel() {
            return this == CHANNEL_RANGE || this == DIRECT_RANGE || this == FOREIGN_RANGE;
        }
    }

    enum Change {
        NONE,
        CUT,
        GROWN
    }

    /** Bytes that the caller asked for. */
    long wanted() {
        return count;
    }

    /** Bytes of the range that a file of this size has. */
    long availableOf(long sizeThen) {
        return Math.max(0, Math.min(count, sizeThen - position));
    }
}
