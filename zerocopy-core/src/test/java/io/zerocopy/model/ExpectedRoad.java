package io.zerocopy.model;

import io.zerocopy.Capabilities;
import io.zerocopy.TransferMechanism;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;

/**
 * The road that a case must take: the oracle's own table.
 *
 * @param kernel whether the kernel moves the bytes
 * @param mechanism what moves them
 * @param copy what copies them where the kernel does not
 * @param mayBeRefused whether the kernel may refuse what a file opened for DIRECT is asked for
 */
record ExpectedRoad(boolean kernel, TransferMechanism mechanism, TransferMechanism copy, boolean mayBeRefused) {
    private static final int FIRST_JDK_THAT_SHOWS_HIDDEN_CHANNELS = 24;

    static ExpectedRoad of(Scenario scenario) {
        SourcePlan.Kind source = scenario.source().kind();
        TargetPlan.Kind target = scenario.target().kind();
        boolean hidden = isHidden(target, scenario.options().policy());
        boolean heap = hidden || source.isJimfs() || source == SourcePlan.Kind.FOREIGN_RANGE;
        TransferMechanism copy = heap ? TransferMechanism.HEAP_COPY : TransferMechanism.DIRECT_BUFFER_COPY;
        boolean sizeless = source.isWhole() && scenario.source().size() == 0;
        TransferMechanism wanted = target.isFile() ? TransferMechanism.COPY_FILE_RANGE : TransferMechanism.SENDFILE;
        Capabilities capabilities = ZeroCopyTransfer.capabilities();
        boolean kernel = scenario.options().policy() != ZeroCopyPolicy.AVOID
                && (source == SourcePlan.Kind.PATH_WHOLE
                        || source == SourcePlan.Kind.PATH_RANGE
                        || source == SourcePlan.Kind.CHANNEL_RANGE
                        || source == SourcePlan.Kind.DIRECT_RANGE)
                && !hidden
                && !sizeless
                && (target.isSocket() || target == TargetPlan.Kind.FILE)
                && capabilities.has(wanted);
        return new ExpectedRoad(kernel, kernel ? wanted : copy, copy, source == SourcePlan.Kind.DIRECT_RANGE);
    }

    /** Whether all that the library sees is a stream. */
    static boolean isHidden(TargetPlan.Kind target, ZeroCopyPolicy policy) {
        boolean shown = target == TargetPlan.Kind.SOCKET_STREAM
                && policy != ZeroCopyPolicy.AVOID
                && Runtime.version().feature() >= FIRST_JDK_THAT_SHOWS_HIDDEN_CHANNELS;
        return target.isStream() && !shown;
    }
}
