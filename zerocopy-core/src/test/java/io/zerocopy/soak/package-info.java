/**
 * The soak: all roads at once, with faults at random, for as long as it is told; see {@link io.zerocopy.soak.SoakTest}.
 */
@NullMarked
package io.zerocopy.soak;

import org.jspecify.annotations.NullMarked;
