/** One command of the examples jar a file. */
@NullMarked
package io.zerocopy.examples.cli;

import org.jspecify.annotations.NullMarked;
