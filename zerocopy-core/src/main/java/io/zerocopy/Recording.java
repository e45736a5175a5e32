package io.zerocopy;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Keeps {@link TransferEvent} away from a run-time image without jdk.jfr, and from transfers while nobody records. */
final class Recording {
    private static final boolean POSSIBLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent()
                    && Recording.class
                            .getModule()
                            .canRead(ModuleLayer.boot().findModule("jdk.jfr").orElseThrow());

    private final TransferEvent event = new TransferEvent();

    private Recording() {
        event.begin();
    }

    /** A recording that has begun; null if nobody wants one. */
    static @Nullable Recording begin() {
        // Asked first: making the event's class costs a tenth of a second, which no first transfer is to wait for.
        return POSSIBLE && FlightRecorder.isInitialized() && Enabled.check() ? new Recording() : null;
    }

    void end(@Nullable Tally tally, String outcome) {
        if (tally != null) {
            event.bytes = tally.totalBytes();
            event.bytesByMechanism = tally.toString();
        }
        event.outcome = outcome;
        event.commit();
    }

    /** A class of its own, since it names jdk.jfr in a static field. */
    private static final class Enabled {
        private static final TransferEvent PROBE = new TransferEvent();

        static boolean check() {
            return PROBE.isEnabled();
        }
    }
}
