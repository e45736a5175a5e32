/** Tests of payloads, and of sends that an event loop drives. */
@NullMarked
package io.zerocopy.payload;

import org.jspecify.annotations.NullMarked;
