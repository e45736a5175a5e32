/** The tables of {@code bench}: the library beside what else one could use, on the reader's machine. */
@org.jspecify.annotations.NullMarked
package io.zerocopy.examples.bench.tables;
