/**
 * What happens when something goes wrong: peers that vanish, files that are cut, threads that are interrupted, channels
 * that are closed by others, kernels that refuse.
 */
@NullMarked
package io.zerocopy.fault;

import org.jspecify.annotations.NullMarked;
