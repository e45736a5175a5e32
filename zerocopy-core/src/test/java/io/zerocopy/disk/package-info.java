/** Tests of files that may have to be read from a disk: who waits for it, and who does not. */
@NullMarked
package io.zerocopy.disk;

import org.jspecify.annotations.NullMarked;
