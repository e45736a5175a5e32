/** Tests of targets that take file bytes themselves. */
@NullMarked
package io.zerocopy.delegation;

import org.jspecify.annotations.NullMarked;
