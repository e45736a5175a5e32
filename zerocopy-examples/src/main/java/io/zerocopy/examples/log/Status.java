package io.zerocopy.examples.log;

import java.io.IOException;

/** How a request went. */
public enum Status {
    /** As it was asked for. */
    OK(0),
    /** The log does not have this offset. */
    OFFSET_OUT_OF_RANGE(1),
    /** The broker takes no batch of this size; nothing has been appended. */
    BATCH_TOO_LARGE(2),
    /** Not the bytes that the producer has made a checksum of; nothing has been appended. */
    CORRUPT_BATCH(3),
    /** The disk has not taken the batch. */
    NOT_WRITTEN(4);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Status of(int code) throws IOException {
        for (Status status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IOException("no answer of this protocol: it begins with " + code);
    }
}
