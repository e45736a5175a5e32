/** Tests of what comes from a channel or a stream and goes into a file. */
@NullMarked
package io.zerocopy.receive;

import org.jspecify.annotations.NullMarked;
