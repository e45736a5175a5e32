package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What helps where a pair has not the mechanism that it wants: an advice that leads to a road, or none at all. */
class ProbeRemedyTest {
    @ParameterizedTest
    @CsvSource({
        "STREAM, SOCKET, SENDFILE, default file system",
        "FILE, APPENDING_FILE, COPY_FILE_RANGE, without APPEND",
        "FILE, CHANNEL, SENDFILE, ZeroCopyTarget",
        "FILE, STREAM, SENDFILE, SocketChannel",
        "FILE, PIPE, SENDFILE, Unix-domain",
        "FILE, UNSAFE_SOCKET, SENDFILE, ''",
        "SIZELESS_FILE, CHANNEL, SENDFILE, ''",
        "SIZELESS_FILE, NEW_FILE, COPY_FILE_RANGE, ''",
        "CHANNEL, SOCKET, SPLICE, that is the source",
        "FOREIGN_CHANNEL, NEW_FILE, SPLICE, that is the source",
        "SOCKET, FILE, SPLICE, receive into a Path",
        "SOCKET, APPENDING_FILE, SPLICE, receive into a Path",
        "SOCKET, STREAM, SPLICE, default file system",
        "SOCKET, PIPE, SPLICE, that is the target",
        "SOCKET, ZERO_COPY_TARGET, SPLICE, that is the target",
    })
    void advice(SourceKind from, TargetKind to, TransferMechanism wanted, String advice) {
        String remedy = Probe.remedy(from, to, wanted);
        if (advice.isEmpty()) {
            assertThat(remedy).isEmpty();
        } else {
            assertThat(remedy).contains(advice);
        }
    }

    /** Between files it is the JDK alone that may lack something, and between sockets the tier. */
    @Test
    void whereOnlyTheJdkIsMissing() {
        boolean hasCopy = Capabilities.current().has(TransferMechanism.COPY_FILE_RANGE);
        assertThat(Probe.remedy(SourceKind.FILE, TargetKind.FILE, TransferMechanism.COPY_FILE_RANGE))
                .isEqualTo(hasCopy ? "" : "run it on JDK 20 or newer, on Linux");
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "UNSAFE_SOCKET", "NEW_FILE"})
    void whereOnlyTheTierIsMissing(TargetKind to) {
        boolean isThere = Capabilities.current().has(TransferMechanism.SPLICE);
        assertThat(Probe.remedy(SourceKind.SOCKET, to, TransferMechanism.SPLICE).isEmpty())
                .isEqualTo(isThere);
    }
}
