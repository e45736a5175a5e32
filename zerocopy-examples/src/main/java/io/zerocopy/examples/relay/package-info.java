/** A two-way TCP proxy over {@link io.zerocopy.ZeroCopyTransfer#relay}. */
@NullMarked
package io.zerocopy.examples.relay;

import org.jspecify.annotations.NullMarked;
