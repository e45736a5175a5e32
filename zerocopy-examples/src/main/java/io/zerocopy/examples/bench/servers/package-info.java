/** Servers of files in processes of their own, and what asks them. */
@org.jspecify.annotations.NullMarked
package io.zerocopy.examples.bench.servers;
