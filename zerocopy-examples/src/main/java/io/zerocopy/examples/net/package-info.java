/** What the servers of this module share: listening, and a thread for each client. */
@NullMarked
package io.zerocopy.examples.net;

import org.jspecify.annotations.NullMarked;
