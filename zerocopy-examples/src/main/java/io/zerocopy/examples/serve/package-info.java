/** A file server for people: HTTP/1.1 over blocking channels, a thread a connection, bodies by the library. */
@NullMarked
package io.zerocopy.examples.serve;

import org.jspecify.annotations.NullMarked;
