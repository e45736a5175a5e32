/** Small servers, each of a kind that exists already, with the library in it. */
@NullMarked
package io.zerocopy.examples.embed;

import org.jspecify.annotations.NullMarked;
