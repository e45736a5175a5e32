/**
 * Small servers, each of a kind that exists already, with the library in it.
 *
 * <p>Two kinds of server take a file. One asks for bytes: an event loop of one's own, Netty's NIO transport, Undertow.
 * It is given a {@link io.zerocopy.PendingSend}, by a {@link io.zerocopy.ZeroCopyTarget} if need be, and keeps all that
 * the library has: rate limit, stall timeout, listener, receipt. The other wants to be told the file: Netty's native
 * transports, Reactor Netty, Vert.x, Tomcat. It is told by {@link io.zerocopy.Payload#accept}. What takes neither gets
 * a copy, from {@link io.zerocopy.ZeroCopyTransfer} into its stream or by PayloadReader into its buffers.
 *
 * <p>A class named Payload after a server is the adapter, to be copied into a project; the class named Server beside it
 * shows it at work. Heads, ranges and conditions are those of {@link io.zerocopy.examples.serve.HttpFiles}.
 */
@NullMarked
package io.zerocopy.examples.embed;

import org.jspecify.annotations.NullMarked;
