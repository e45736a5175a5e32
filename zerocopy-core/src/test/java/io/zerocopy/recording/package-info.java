/** Tests of what Java Flight Recorder is told, and of doing without it. */
@NullMarked
package io.zerocopy.recording;

import org.jspecify.annotations.NullMarked;
