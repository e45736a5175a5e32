/** Tests of the jar that is released, from outside. */
@NullMarked
package io.zerocopy.packaged;

import org.jspecify.annotations.NullMarked;
