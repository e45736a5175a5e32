package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.fault.SplicedTransfers.Observation;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever the kernel answers on the way through a pipe, all bytes arrive once, the listener hears of a fallback, and
 * no pipe, no descriptor and no changed option of a socket is left.
 */
@ExtendWith(LeftOvers.class)
class SpliceRefusalIT {
    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void requireTier() {
        Tier.assumeHere();
    }

    private ChildJvm child(boolean takesLastDescriptor) {
        return Tier.child(SplicedTransfers.class)
                .options("-XX:TieredStopAtLevel=1")
                .arguments(folder, takesLastDescriptor);
    }

    private static List<Observation> observed(String printed) {
        return printed.lines().map(Observation::parse).collect(Collectors.toList());
    }

    /** Nothing is refused: the control. */
    @Test
    void allBytesArriveBySplice() throws Exception {
        assertThat(observed(child(false).run().requireSuccess())).isNotEmpty().allSatisfy(one -> {
            assertThat(one.fallbacks()).isZero();
            assertThat(one.splicedBytes()).isPositive();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "splice, EINVAL, 1+",
        "splice, EPERM, 1+",
        "splice, ENOSYS, 1+",
        "splice, EIO, 1+",
        "splice, ENOMEM, 1+",
        "pipe2, EMFILE, 1+",
        "pipe2, EPERM, 1+",
        "pipe2, ENOSYS, 1+"
    })
    void whatIsRefusedAlwaysIsCopied(String call, String error, String when) throws Exception {
        assertThat(observedUnder(call, error, when)).isNotEmpty().allSatisfy(one -> {
            assertThat(one.fallbacks()).isEqualTo(1);
            assertThat(one.splicedBytes()).isZero();
        });
    }

    /** With bytes in the pipe, or without: each thread's every second or third call. */
    @ParameterizedTest
    @CsvSource({
        "splice, EINVAL, 2+2",
        "splice, EINVAL, 2+3",
        "splice, EPERM, 3+5",
        "splice, EIO, 4+3",
        "splice, ENOMEM, 4+4",
        "splice, EAGAIN, 1+",
        "splice, EAGAIN, 2+2",
        "splice, EAGAIN, 1+3",
        "splice, EINTR, 2+2"
    })
    void whatIsRefusedNowAndThenLosesNothing(String call, String error, String when) throws Exception {
        assertThat(observedUnder(call, error, when)).hasSize(SplicedTransfers.Kind.values().length);
    }

    /** There is a pipe, and no second number for a socket. */
    @Test
    void noDescriptorIsLeft() throws Exception {
        ChildJvm child = child(true).under("prlimit", "--nofile=256:256");
        assertThat(observed(child.run().requireSuccess())).hasSize(5).allSatisfy(one -> {
            assertThat(one.fallbacks()).isEqualTo(1);
            assertThat(one.splicedBytes()).isZero();
        });
    }

    private List<Observation> observedUnder(String call, String error, String when) throws Exception {
        Syscalls.assumeAvailable();
        Syscalls calls = Syscalls.of(child(false), call, call + ":error=" + error + ":when=" + when);
        List<Observation> observed = observed(calls.child().requireSuccess());
        assertThat(calls.calls(call)).as("calls that strace refused").anyMatch(Syscalls.Call::isInjected);
        return observed;
    }
}
