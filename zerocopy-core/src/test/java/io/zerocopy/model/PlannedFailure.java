package io.zerocopy.model;

import java.io.IOException;

/** What targets and listeners throw because the case says so; without a stack, which the log would fill up with. */
final class PlannedFailure {
    private PlannedFailure() {}

    static final class Checked extends IOException {
        private static final long serialVersionUID = 1L;

        Checked() {
            super("planned");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    static final class Unchecked extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unchecked() {
            super("planned", null, true, false);
        }
    }
}
