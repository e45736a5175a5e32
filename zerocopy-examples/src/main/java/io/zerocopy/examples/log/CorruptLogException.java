package io.zerocopy.examples.log;

import java.io.IOException;

/** A log that cannot be opened without losing records: a person must look at it. */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptLogException(String message) {
        super(message);
    }
}
