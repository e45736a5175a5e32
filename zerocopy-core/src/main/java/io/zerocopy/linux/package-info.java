/**
 * System calls of Linux as plain functions, numbers in, bytes or an errno out, and the gates before them. Not exported:
 * no channel, no policy, and no state but the handle that all calls go through. On JDK 22 and newer the classes of
 * {@code META-INF/versions/22} take the place of their twins here, which only say why they are not there.
 */
@NullMarked
package io.zerocopy.linux;

import org.jspecify.annotations.NullMarked;
