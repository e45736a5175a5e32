/** Tests of what time does to transfers: stalls, timeouts, rates. */
@NullMarked
package io.zerocopy.time;

import org.jspecify.annotations.NullMarked;
