/** What the library promises, tested through its public API on real files, sockets and processes. */
@NullMarked
package io.zerocopy.contract;

import org.jspecify.annotations.NullMarked;
