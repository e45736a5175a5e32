/**
 * An append-only log and its broker: why Kafka is fast, small enough to read in an hour.
 *
 * <p>Read in this order. The format: {@code BatchHeader}, {@code Batch}. Storage: {@code Segment}, {@code OffsetIndex},
 * {@code Mark}, {@code Log}, {@code Scan}, {@code Recovery}, {@code Flush}.
 */
@NullMarked
package io.zerocopy.examples.log;

import org.jspecify.annotations.NullMarked;
