/** A two-way TCP proxy: two {@link io.zerocopy.PendingRelay}s a connection, on a few event loops. */
@NullMarked
package io.zerocopy.examples.relay;

import org.jspecify.annotations.NullMarked;
