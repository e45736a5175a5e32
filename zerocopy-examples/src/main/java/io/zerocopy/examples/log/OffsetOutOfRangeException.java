package io.zerocopy.examples.log;

import java.io.IOException;

/** The log does not have this offset: not yet, or no more. */
final class OffsetOutOfRangeException extends IOException {
    private static final long serialVersionUID = 1;

    OffsetOutOfRangeException(long offset, long startOffset, long endOffset) {
        super("offset " + offset + " is out of range: the log begins at " + startOffset + " and ends at " + endOffset);
    }
}
