/** The command line of the examples. */
@NullMarked
package io.zerocopy.examples;

import org.jspecify.annotations.NullMarked;
