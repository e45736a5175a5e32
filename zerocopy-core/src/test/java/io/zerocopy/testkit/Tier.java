package io.zerocopy.testkit;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;

/** Whether this JVM has the kernel tier, and what a transfer from a socket may then go by. */
public final class Tier {
    private Tier() {}

    /** Whether the library may call the kernel by itself. */
    public static boolean isHere() {
        return ZeroCopyTransfer.capabilities().has(TransferMechanism.SPLICE);
    }

    /** Skips a test of the tier, loudly, where it is not. */
    public static void assumeHere() {
        Skip.unless(
                isHere(), "no kernel tier: " + ZeroCopyTransfer.capabilities().reason(TransferMechanism.SPLICE));
    }

    /** Bytes that went by direct buffers, or by a pipe of the kernel where the tier is. */
    public static long carriedBytes(TransferResult result) {
        return result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY) + result.bytesBy(TransferMechanism.SPLICE);
    }

    /** A child JVM that has the tier as well. */
    public static ChildJvm child(Class<?> mainClass) {
        return ChildJvm.of(mainClass)
                .options("--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }
}
