package io.zerocopy.relay;

import io.zerocopy.testkit.Wire;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** An end that the library gets: of which kind, and whether it blocks. */
record End(Wire.Kind kind, boolean blocking) {
    /** All there are. */
    static Stream<End> all() {
        return Stream.of(Wire.Kind.values()).flatMap(kind -> Stream.of(new End(kind, true), new End(kind, false)));
    }

    /** Each as a source with each as a target. */
    static Stream<Arguments> pairs() {
        return all().flatMap(source -> all().map(target -> Arguments.of(source, target)));
    }

    /** A wire from which the library reads. */
    Wire openAsSource() throws Exception {
        Wire wire = Wire.open(kind);
        wire.readingChannel().configureBlocking(blocking);
        return wire;
    }

    /** A wire to which the library writes. */
    Wire openAsTarget() throws Exception {
        Wire wire = Wire.open(kind);
        wire.writingChannel().configureBlocking(blocking);
        return wire;
    }

    @Override
    public String toString() {
        return kind + (blocking ? " blocking" : " non-blocking");
    }
}
