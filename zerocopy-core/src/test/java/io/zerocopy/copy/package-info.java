/** Tests of copies from file to file. */
@NullMarked
package io.zerocopy.copy;

import org.jspecify.annotations.NullMarked;
