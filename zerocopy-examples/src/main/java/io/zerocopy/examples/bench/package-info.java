/** Measures the library against what one would write without it: sides, rounds, statistics. */
@NullMarked
package io.zerocopy.examples.bench;

import org.jspecify.annotations.NullMarked;
