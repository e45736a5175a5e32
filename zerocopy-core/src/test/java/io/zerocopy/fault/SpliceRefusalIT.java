package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.fault.SplicedTransfers.Observation;
import io.zerocopy.fault.SplicedTransfers.Shortage;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.Tier;
import io.zerocopy.testkit.Unprivileged;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the kernel answers on the way through a pipe, all bytes arrive once, the listener hears of a fallback, and
 * no pipe, no descriptor and no changed option of a socket is left. {@code -Dzerocopy.long=true} tries more answers.
 */
@ExtendWith(LeftOvers.class)
class SpliceRefusalIT {
    private static final boolean LONG = Boolean.getBoolean("zerocopy.long");
    /** Enough for what the JDK's channels need for themselves, and less than the pool would set aside. */
    private static final int SCARCE_BYTES = 240 * 1024;

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void requireTier() {
        Tier.assumeHere();
    }

    private ChildJvm child(Shortage shortage) {
        return Tier.child(SplicedTransfers.class)
                .options("-XX:TieredStopAtLevel=1")
                .arguments(folder, shortage);
    }

    private static List<Observation> observed(String printed) {
        return printed.lines().map(Observation::parse).collect(Collectors.toList());
    }

    /** Nothing is refused: the control. */
    @Test
    void allBytesArriveBySplice() throws Exception {
        assertThat(observed(child(Shortage.OF_NOTHING).run().requireSuccess()))
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.fallbacks()).isZero();
                    assertThat(one.splicedBytes()).isPositive();
                });
    }

    private static List<String> faults(List<String> always, List<String> inTheLongForm) {
        return Stream.concat(always.stream(), LONG ? inTheLongForm.stream() : Stream.empty())
                .toList();
    }

    static List<String> refusedAlways() {
        return faults(
                List.of("splice EPERM 1+", "pipe2 EMFILE 1+"),
                List.of(
                        "splice EINVAL 1+",
                        "splice ENOSYS 1+",
                        "splice EIO 1+",
                        "splice ENOMEM 1+",
                        "pipe2 EPERM 1+",
                        "pipe2 ENOSYS 1+"));
    }

    /** With bytes in the pipe, or without: each thread's every second, third or fourth call. */
    static List<String> refusedNowAndThen() {
        return faults(
                List.of("splice EINVAL 2+3", "splice EAGAIN 1+"),
                List.of(
                        "splice EIO 4+3",
                        "splice ENOMEM 3+5",
                        "splice EINVAL 2+2",
                        "splice EPERM 3+5",
                        "splice ENOMEM 4+4",
                        "splice EAGAIN 2+2",
                        "splice EAGAIN 1+3",
                        "splice EINTR 2+2"));
    }

    @ParameterizedTest
    @MethodSource("refusedAlways")
    void whatIsRefusedAlwaysIsCopied(String fault) throws Exception {
        assertThat(observedUnder(fault)).isNotEmpty().allSatisfy(one -> {
            assertThat(one.fallbacks()).isEqualTo(1);
            assertThat(one.splicedBytes()).isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("refusedNowAndThen")
    void whatIsRefusedNowAndThenLosesNothing(String fault) throws Exception {
        assertThat(observedUnder(fault)).hasSize(SplicedTransfers.Kind.values().length);
    }

    /** There is a pipe, and no second number for a socket. */
    @Test
    void noDescriptorIsLeft() throws Exception {
        ChildJvm child = child(Shortage.OF_DESCRIPTORS).under("prlimit", "--nofile=256:256");
        assertThat(observed(child.run().requireSuccess())).hasSize(5).allSatisfy(one -> {
            assertThat(one.fallbacks()).isEqualTo(1);
            assertThat(one.splicedBytes()).isZero();
        });
    }

    /** As anybody but the administrator, whose pipes have no budget; and as nobody else, who might give pipes back. */
    @Test
    void thisUsersBudgetForPipesIsUsedUp() throws Exception {
        ChildJvm child = child(Shortage.OF_PIPES).under(Unprivileged.asNobodyElse());
        assertThat(observed(child.run().requireSuccess())).isNotEmpty().allSatisfy(one -> {
            assertThat(one.fallbacks()).isEqualTo(1);
            assertThat(one.splicedBytes()).isZero();
        });
    }

    /** What is in a pipe then comes out by the heap: the pool has nothing else. */
    @Test
    void noDirectMemoryIsLeft() throws Exception {
        ChildJvm child = child(Shortage.OF_DIRECT_MEMORY).options("-XX:MaxDirectMemorySize=" + SCARCE_BYTES);
        assertThat(observedUnder("splice EINVAL 2+3", child)).hasSize(SplicedTransfers.Kind.values().length);
    }

    private List<Observation> observedUnder(String fault) throws Exception {
        return observedUnder(fault, child(Shortage.OF_NOTHING));
    }

    private static List<Observation> observedUnder(String fault, ChildJvm child) throws Exception {
        Syscalls.assumeAvailable();
        String[] words = fault.split(" ", -1);
        Syscalls calls = Syscalls.of(child, words[0], words[0] + ":error=" + words[1] + ":when=" + words[2]);
        List<Observation> observed = observed(calls.child().requireSuccess());
        assertThat(calls.calls(words[0])).as("calls that strace refused").anyMatch(Syscalls.Call::isInjected);
        return observed;
    }
}
