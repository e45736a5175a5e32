package io.zerocopy.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle says of a case that was run.
 *
 * @param broken the rules that were broken; empty if all is well
 * @param happened what happened, in words
 * @param failure what the library threw
 * @param covered names of what the case brought about, such as a fault that fired, for the {@link Census}
 */
record Verdict(
        List<String> broken, String happened, @Nullable Throwable failure, List<String> covered) {}
