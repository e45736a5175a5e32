/** Tests of what comes from one channel and goes to another one. */
@NullMarked
package io.zerocopy.relay;

import org.jspecify.annotations.NullMarked;
