package io.zerocopy.copy;

import io.zerocopy.TransferMechanism;
import io.zerocopy.ZeroCopyTransfer;
import java.util.Locale;
import java.util.Optional;

/** What the JDK that runs the tests has to copy a file into a new one in the kernel. */
final class KernelCopy {
    /** Empty where it has nothing. */
    static final Optional<TransferMechanism> MECHANISM = find();

    private KernelCopy() {}

    private static Optional<TransferMechanism> find() {
        if (ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE)) {
            return Optional.of(TransferMechanism.COPY_FILE_RANGE);
        }
        boolean linux = System.getProperty("os.name").equals("Linux");
        return linux ? Optional.of(TransferMechanism.SENDFILE) : Optional.empty();
    }

    /** Its name for strace. */
    static String systemCall() {
        return MECHANISM.orElseThrow().name().toLowerCase(Locale.ROOT);
    }
}
