/** System calls: the twins, the gates, and what the calls do. */
@NullMarked
package io.zerocopy.linux;

import org.jspecify.annotations.NullMarked;
