/** What the library says when something fails: a page that people read, and that these tests make. */
@NullMarked
package io.zerocopy.messages;

import org.jspecify.annotations.NullMarked;
