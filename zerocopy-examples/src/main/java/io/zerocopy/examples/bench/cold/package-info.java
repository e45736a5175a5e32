/** What clients of files in memory notice of clients of files that are on a slow disk. */
@NullMarked
package io.zerocopy.examples.bench.cold;

import org.jspecify.annotations.NullMarked;
