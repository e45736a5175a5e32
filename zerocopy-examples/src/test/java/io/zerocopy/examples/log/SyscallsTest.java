package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the broker asks of the kernel, seen by strace: no byte of a record passes through it on its way out. */
@Timeout(300)
class SyscallsTest {
    private static final Values VALUES = new Values(4, 1_000);
    private static final String SEGMENT = ".log>";
    private static final Pattern ACKNOWLEDGEMENT =
            Pattern.compile("\\d+<(socket|TCP).*, " + AnswerHead.BYTES + "(\\)| ).*");
    private static final Pattern SHOWN = Pattern.compile("\\d+<(socket|TCP).*");
    private static final int BATCHES = 200;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void needsStrace() throws Exception {
        Strace.assumeAvailable();
    }

    /** REQUIRE: of what is small PREFER makes one segment with the head, through a buffer, which costs less. */
    @Test
    void sendfileAloneReadsTheLogOnTheFetchRoad() throws Exception {
        List<Strace.Line> lines =
                traced(Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.REQUIRE, SyscallsTest::produceTailAndCatchUp);

        long sent = 0;
        long written = 0;
        for (Strace.Line line : lines) {
            if (line.isOf(SEGMENT)) {
                assertThat(line.name()).isIn("pwrite64", "sendfile", "copy_file_range");
            }
            switch (line.name()) {
                case "pwrite64" -> written += line.result();
                case "sendfile" -> sent += Math.max(0, line.result());
                // JDK 25 tries it before sendfile.
                case "copy_file_range" -> assertThat(line.result()).isNotPositive();
                default -> assertThat(line.name()).isNotEqualTo("splice");
            }
        }
        // Once by a consumer that tailed, and at least once by one that came late.
        assertThat(written).isPositive();
        assertThat(sent).isGreaterThanOrEqualTo(2 * written);
    }

    @Test
    void whatIsLargeIsSentBySendfileByDefault() throws Exception {
        List<Strace.Line> lines =
                traced(Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER, SyscallsTest::produceTailAndCatchUp);
        assertThat(lines.stream()
                        .filter(line -> line.name().equals("sendfile"))
                        .mapToLong(Strace.Line::result)
                        .filter(bytes -> bytes > 32 * 1024))
                .isNotEmpty();
        assertThat(lines.stream().filter(line -> line.name().equals("pread64") && line.isOf(SEGMENT)))
                .allSatisfy(line -> assertThat(line.result()).isLessThanOrEqualTo(32 * 1024));
    }

    @Test
    void anAcknowledgementFollowsTheFsync() throws Exception {
        List<Strace.Line> lines =
                traced(Acknowledgement.AFTER_FSYNC, ZeroCopyPolicy.PREFER, SyscallsTest::produceAndTail);

        int appended = 0;
        int covered = 0;
        int synced = 0;
        int acknowledged = 0;
        for (Strace.Line line : lines) {
            if (line.name().equals("pwrite64") && line.isBegin()) {
                appended++;
            } else if (line.name().equals("fsync")) {
                covered = line.isBegin() && line.isOf(SEGMENT) ? appended : covered;
                synced = line.isEnd() ? covered : synced;
            } else if (Set.of("write", "writev").contains(line.name()) && isAcknowledgement(line)) {
                acknowledged++;
                assertThat(acknowledged).isLessThanOrEqualTo(synced);
            }
        }
        assertThat(acknowledged).isEqualTo(BATCHES);
    }

    /** What a dead broker had written and not forced: nobody is shown it before a power failure cannot take it back. */
    @Test
    void whatADeadBrokerHasLeftIsForcedBeforeItIsShown() throws Exception {
        Path logFolder = folder.resolve("log");
        BrokerProcess dying = BrokerProcess.start(logFolder, Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER);
        try (Producer producer = new Producer(dying.address())) {
            producer.send(VALUES.list(0, 20));
        } finally {
            dying.kill();
        }
        List<Strace.Line> lines = traced(Acknowledgement.AFTER_FSYNC, ZeroCopyPolicy.PREFER, broker -> {
            try (Consumer consumer = new Consumer(broker.address(), 0, 64 * 1024)) {
                VALUES.requireToEnd(consumer, 20);
            }
        });
        List<Strace.Line> before = lines.stream()
                .takeWhile(line -> !SHOWN.matcher(line.rest()).matches())
                .toList();
        assertThat(before).hasSizeLessThan(lines.size());
        assertThat(before).anyMatch(line -> line.name().equals("fsync") && line.isOf(SEGMENT));
        assertThat(before).anyMatch(line -> line.name().equals("fsync") && line.isOf(logFolder + ">"));
    }

    /** A folder that is new has a name that is new, in a folder above. */
    @Test
    void theNamesOfNewFoldersAreForced() throws Exception {
        Strace strace = new Strace(folder.resolve("strace"));
        Path root = folder.toRealPath();
        Path logFolder = root.resolve("a/b/log");
        BrokerProcess.under(strace.program(), logFolder, Acknowledgement.AFTER_FSYNC, ZeroCopyPolicy.PREFER)
                .close();
        assertThat(strace.lines())
                .anyMatch(line -> line.name().equals("fsync") && line.isOf(root + ">"))
                .anyMatch(line -> line.name().equals("fsync") && line.isOf("/a>"))
                .anyMatch(line -> line.name().equals("fsync") && line.isOf("/a/b>"))
                .anyMatch(line -> line.name().equals("fsync") && line.isOf("/a/b/log>"));
    }

    /** A head alone; what the tailing consumer gets is small, and goes out with its head. */
    private static boolean isAcknowledgement(Strace.Line line) {
        return line.isBegin() && ACKNOWLEDGEMENT.matcher(line.rest()).matches();
    }

    private List<Strace.Line> traced(Acknowledgement acknowledgement, ZeroCopyPolicy policy, Load load)
            throws Exception {
        Strace strace = new Strace(folder.resolve("strace"));
        Path logFolder = folder.resolve("log");
        try (BrokerProcess broker = BrokerProcess.under(strace.program(), logFolder, acknowledgement, policy)) {
            load.on(broker);
        }
        return strace.lines();
    }

    /** What clients do meanwhile. */
    private interface Load {
        void on(BrokerProcess broker) throws IOException;
    }

    private static void produceAndTail(BrokerProcess broker) throws IOException {
        try (Producer producer = new Producer(broker.address());
                Consumer tailing = new Consumer(broker.address(), 0, 64 * 1024)) {
            for (int i = 0; i < BATCHES; i++) {
                producer.send(VALUES.list(2L * i, 2));
                assertThat(tailing.poll(Duration.ofSeconds(30))).hasSize(2);
            }
        }
    }

    private static void produceTailAndCatchUp(BrokerProcess broker) throws IOException {
        produceAndTail(broker);
        try (Consumer late = new Consumer(broker.address(), 0, 100 * 1024)) {
            VALUES.requireToEnd(late, 2 * BATCHES);
        }
    }
}
