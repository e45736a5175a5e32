package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferMechanism;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.fault.RefusedSends.Observation;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Syscalls;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the kernel answers in place of moving bytes, all arrive once, and the listener hears of a fallback where the
 * JDK throws: it swallows some answers, and copies by itself.
 */
@ExtendWith(LeftOvers.class)
class KernelRefusalTest {
    @TempDir
    Path folder = Path.of("");

    /** Which calls of a thread fail. */
    enum When {
        FROM_THE_FIRST("1+"),
        EVERY_SECOND("2+2");

        private final String ofStrace;

        When(String ofStrace) {
            this.ofStrace = ofStrace;
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of("sendfile", "copy_file_range")
                .flatMap(call -> Stream.of("EINVAL", "ENOSYS", "EPERM", "EOPNOTSUPP")
                        .flatMap(error -> Stream.of(When.values()).map(when -> Arguments.of(call, error, when))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void allBytesArriveByAnotherRoad(String call, String error, When when) throws Exception {
        Syscalls.assumeAvailable();
        Skip.unless(
                call.equals("sendfile") || ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE),
                "this JDK makes no copy_file_range calls");
        Syscalls calls = Syscalls.of(
                ChildJvm.of(RefusedSends.class).arguments(folder),
                call,
                call + ":error=" + error + ":when=" + when.ofStrace);
        String printed = calls.child().requireSuccess();
        assertThat(calls.calls(call)).as("calls that strace refused").anyMatch(Syscalls.Call::isInjected);
        assertThat(printed.lines()).map(Observation::parse).isNotEmpty().allSatisfy(observed -> {
            if (call.equals("sendfile") && !observed.target().equals("FILE")) {
                assertThat(observed.jdkThrew())
                        .as("the JDK swallows EINVAL alone")
                        .isEqualTo(!error.equals("EINVAL"));
            }
            assertThat(observed.fallbacks()).isEqualTo(observed.jdkThrew() ? 1 : 0);
            assertThat(observed.requireThrew()).isEqualTo(observed.jdkThrew());
            if (!observed.jdkThrew()) {
                assertThat(observed.zeroCopyBytes()).isEqualTo(RefusedSends.SIZE);
            } else if (when == When.EVERY_SECOND) {
                assertThat(observed.zeroCopyBytes()).isBetween(1L, RefusedSends.SIZE - 1);
            } else {
                assertThat(observed.zeroCopyBytes()).isZero();
            }
        });
    }
}
