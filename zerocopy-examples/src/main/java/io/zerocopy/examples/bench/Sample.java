package io.zerocopy.examples.bench;

/**
 * What one round cost.
 *
 * @param wallNanos from the first call to the peer's answer that it has all
 * @param cpuNanos CPU of the thread that does the work, user and kernel
 * @param machineNanos CPU of the whole machine in that time, interrupts and the peer included; 0 where the system does
 *     not tell
 * @param allocatedBytes of heap, by that thread
 */
public record Sample(long wallNanos, long cpuNanos, long machineNanos, long allocatedBytes) {}
