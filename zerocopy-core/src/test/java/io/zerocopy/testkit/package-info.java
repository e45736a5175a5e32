/**
 * What the tests are made of: content, peers, targets, child processes and watchers. Knows nothing of the library
 * itself.
 */
@NullMarked
package io.zerocopy.testkit;

import org.jspecify.annotations.NullMarked;
