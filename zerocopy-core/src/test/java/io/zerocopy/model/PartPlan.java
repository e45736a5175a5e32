package io.zerocopy.model;

/**
 * One part of a payload: a range of the content that all files share.
 *
 * @param count bytes announced; a channel's range may reach beyond the end of its file
 */
record PartPlan(Kind kind, int position, int count) {
    enum Kind {
        HEAP_BYTES,
        DIRECT_BYTES,
        READ_ONLY_BYTES,
        PATH_WHOLE,
        PATH_RANGE,
        CHANNEL_RANGE,
        /** Of the caller's channel that bypasses the page cache, where the file system has that. */
        DIRECT_RANGE,
        FOREIGN_RANGE,
        JIMFS_RANGE,
        /** A file of this case alone, which ends with the range and may be cut. */
        CHANGING_RANGE;

        boolean isBytes() {
            return this == HEAP_BYTES || this == DIRECT_BYTES || this == READ_ONLY_BYTES;
        }

        /** Whether the kernel, or a ZeroCopyTarget, can take it. */
        boolean isFileOfTheJdk() {
            return !isBytes() && !isCopiedThroughHeap();
        }

        boolean isCopiedThroughHeap() {
            return this == FOREIGN_RANGE || this == JIMFS_RANGE;
        }

        boolean isChannel() {
            return this == CHANNEL_RANGE || this == DIRECT_RANGE || this == FOREIGN_RANGE;
        }
    }

    /** Bytes that are there when the payload is sent, if nobody cuts the file. */
    int available() {
        return kind.isChannel() ? Math.max(0, Math.min(count, SourceFiles.LARGEST - position)) : count;
    }

    @Override
    public String toString() {
        return kind + "[" + position + "+" + count + "]";
    }
}
