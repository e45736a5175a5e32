package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.ZeroCopyPolicy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, and one that fails, injected by strace into a broker of its own process. */
@Timeout(300)
class DiskFailureTest {
    private static final Values VALUES = new Values(10, 1_000);

    @TempDir
    private Path folder = Path.of("");

    private Path logFolder = Path.of("");
    private Strace strace = new Strace(folder);

    @BeforeEach
    void needsStrace() throws Exception {
        Strace.assumeAvailable();
        logFolder = folder.resolve("log");
        strace = new Strace(folder.resolve("strace"));
    }

    @Test
    void aBatchThatFindsTheDiskFullIsRefusedAndTheNextTakesItsPlace() throws Exception {
        try (BrokerProcess broker = BrokerProcess.under(
                        strace.program("pwrite64:error=ENOSPC:when=3"),
                        logFolder,
                        Acknowledgement.AFTER_APPEND,
                        ZeroCopyPolicy.PREFER);
                Producer producer = new Producer(broker.address());
                Consumer consumer = new Consumer(broker.address(), 0, 64 * 1024)) {
            assertThat(producer.send(VALUES.list(0, 5))).isZero();
            assertThat(producer.send(VALUES.list(5, 5))).isEqualTo(5);
            Refusal.require(Status.NOT_WRITTEN, () -> producer.send(VALUES.list(10, 5)))
                    .hasMessageContaining("No space left on device");
            assertThat(producer.send(VALUES.list(10, 3))).isEqualTo(10);
            VALUES.requireToEnd(consumer, 13);
        }
        try (Log log = Log.open(logFolder, LogOptions.DEFAULTS)) {
            assertThat(log.tornBytes()).isZero();
            LogReading.requireAll(log, VALUES, 13);
        }
    }

    /** After a failed fsync nobody can know what the disk has: nothing more is acknowledged. */
    @Test
    void aDiskThatFailsEndsTheBrokerAndIsNotAcknowledged() throws Exception {
        try (BrokerProcess broker = BrokerProcess.under(
                        strace.program("fsync:error=EIO:when=3+"),
                        logFolder,
                        Acknowledgement.AFTER_FSYNC,
                        ZeroCopyPolicy.PREFER);
                Producer producer = new Producer(broker.address())) {
            // Each thread's own third: opening a new log is two, of the folder and of its parent.
            assertThat(producer.send(VALUES.list(0, 5))).isZero();
            assertThat(producer.send(VALUES.list(5, 5))).isEqualTo(5);
            assertThatThrownBy(() -> producer.send(VALUES.list(10, 5)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(BrokerException.class);
        }
        try (Log log = Log.open(logFolder, LogOptions.DEFAULTS)) {
            // The third batch may be there: it was written, and never acknowledged.
            LogReading.requireAll(log, VALUES, log.endOffset());
            assertThat(log.endOffset()).isGreaterThanOrEqualTo(10);
        }
    }
}
