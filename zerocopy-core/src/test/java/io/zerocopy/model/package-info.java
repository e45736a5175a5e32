/**
 * The randomised model test: a seed makes a {@link io.zerocopy.model.Scenario}, an {@link io.zerocopy.model.Execution}
 * runs it with the library, and {@link io.zerocopy.model.Oracle}, which knows a byte array and the rules only, judges
 * what happened. So it is with a {@link io.zerocopy.model.PayloadCase}, an {@link io.zerocopy.model.InflowCase} (a
 * receive or relay) and a {@link io.zerocopy.model.CopyCase}.
 */
@NullMarked
package io.zerocopy.model;

import org.jspecify.annotations.NullMarked;
