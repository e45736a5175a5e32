package io.zerocopy.examples.serve;

/** A request that is not served, with the status that tells the client why. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * A refusal.
     *
     * @param status of HTTP
     * @param reason for the log, with nothing in it that the client has written
     */
    Refusal(int status, String reason) {
        // It is an answer, not a fault: nobody reads its stack.
        super(reason, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Why, for the log. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
