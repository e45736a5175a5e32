package io.zerocopy.model;

import java.io.IOException;

/** One random case; its {@code toString} tells everything that its seed decided. */
interface Case {
    boolean onVirtualThread();

    /** Runs the case with the library on the calling thread, and judges it. */
    Verdict run(Bench bench) throws IOException;
}
