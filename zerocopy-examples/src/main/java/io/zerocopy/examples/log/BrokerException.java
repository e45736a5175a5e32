package io.zerocopy.examples.log;

import java.io.IOException;

/** A broker has refused a request, and says why. The connection is as good as before. */
public final class BrokerException extends IOException {
    private static final long serialVersionUID = 1;

    /** Which of the reasons it is. */
    private final Status status;

    BrokerException(Status status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * Which of the reasons it is; the message has the numbers.
     *
     * @return never OK
     */
    public Status status() {
        return status;
    }
}
