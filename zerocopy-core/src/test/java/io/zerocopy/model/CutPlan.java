package io.zerocopy.model;

/**
 * When the file of a part is cut.
 *
 * @param beforeTheSend whether that is between the making of the payload and its send
 * @param at else: bytes that the target has taken then
 * @param newSize bytes of the file afterwards
 */
record CutPlan(boolean beforeTheSend, long at, int newSize) {}
