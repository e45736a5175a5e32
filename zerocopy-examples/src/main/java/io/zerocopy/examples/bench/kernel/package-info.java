/** Measures the kernel tier beside C, Netty and the library without it. */
@NullMarked
package io.zerocopy.examples.bench.kernel;

import org.jspecify.annotations.NullMarked;
