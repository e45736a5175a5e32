package io.zerocopy.examples.log;

/**
 * A place between two batches: where one begins, and where a log ends.
 *
 * @param segment the file
 * @param position in the file, in bytes
 * @param offset of the record that is there, or will be
 */
record Mark(Segment segment, long position, long offset) {}
