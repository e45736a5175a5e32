/** What an event loop of the caller's drives: receives and relays that never wait. */
@NullMarked
package io.zerocopy.pending;

import org.jspecify.annotations.NullMarked;
