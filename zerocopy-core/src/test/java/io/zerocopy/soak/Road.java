package io.zerocopy.soak;

/** The ways through the library that a job may go. */
enum Road {
    SEND_PATH,
    SEND_CHANNEL,
    SEND_PAYLOAD,
    SEND_STREAM,
    PENDING_SEND,
    RECEIVE_PATH,
    RECEIVE_CHANNEL,
    RECEIVE_STREAM,
    PENDING_RECEIVE,
    COPY,
    RELAY,
    PENDING_RELAY;

    boolean isPending() {
        return name().startsWith("PENDING");
    }

    /** A stream of a channel is there for blocking channels alone. */
    boolean isStream() {
        return name().endsWith("STREAM");
    }

    boolean writesWire() {
        return name().contains("SEND") || name().contains("RELAY");
    }

    boolean readsWire() {
        return name().contains("RECEIVE") || name().contains("RELAY");
    }

    boolean readsFile() {
        return !readsWire();
    }

    /** A new file appears when it is whole, or not at all. */
    boolean landsAtPath() {
        return !writesWire() && this != RECEIVE_CHANNEL;
    }
}
