package io.zerocopy.examples.embed;

import io.zerocopy.Payload;

/**
 * What goes back to a client.
 *
 * @param payload header and file
 * @param isLast whether the connection ends after it
 */
record Answer(Payload payload, boolean isLast) {}
