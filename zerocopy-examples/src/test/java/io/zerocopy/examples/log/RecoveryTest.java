package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A torn tail is cut off, and nothing else: whatever the dying broker, the disk or a stray bit has left. */
class RecoveryTest {
    private static final Values VALUES = new Values(2, 40);
    private static final LogOptions TINY_SEGMENTS = LogOptions.DEFAULTS.withSegmentBytes(1);
    private static final int RECORDS = 15;
    private static final int LAST_BATCH_AT = 10;

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");
    private byte[] whole = new byte[0];
    private int lastBatchBytes;

    /** Three batches of five records. */
    @BeforeEach
    void fill() throws IOException {
        ByteBuffer last = VALUES.batch(LAST_BATCH_AT, 5);
        lastBatchBytes = last.remaining();
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            log.append(VALUES.batch(0, 5));
            log.append(VALUES.batch(5, 5));
            log.append(last);
        }
        file = folder.resolve("00000000000000000000.log");
        whole = Files.readAllBytes(file);
    }

    private void requireRecovered(long endOffset) throws IOException {
        long before = Files.size(file);
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            LogReading.requireAll(log, VALUES, endOffset);
            assertThat(log.tornBytes()).isEqualTo(before - Files.size(file));
            assertThat(Files.size(file)).isEqualTo(log.end().position());
            assertThat(log.append(VALUES.batch(endOffset, 3))).isEqualTo(endOffset);
            log.publish(log.end());
            LogReading.requireAll(log, VALUES, endOffset + 3);
        }
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            LogReading.requireAll(log, VALUES, endOffset + 3);
        }
    }

    private void requireRefused(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> Log.open(folder, LogOptions.DEFAULTS))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("this is no torn tail");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void aWholeLogStaysAsItIs() throws IOException {
        requireRecovered(RECORDS);
        assertThat(Files.readAllBytes(file)).startsWith(whole);
    }

    @Test
    void aTailTornAtAnyByteIsCutOff() throws IOException {
        for (int bytes = whole.length - lastBatchBytes; bytes < whole.length; bytes++) {
            Files.write(file, Arrays.copyOf(whole, bytes));
            requireRecovered(LAST_BATCH_AT);
        }
    }

    @Test
    void aTailOfWhichNotAllReachedTheDiskIsCutOff() throws IOException {
        for (int bytes = 1; bytes < lastBatchBytes; bytes++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, whole.length - bytes, whole.length, (byte) 0);
            // A record may end in zeros: then nothing has been torn.
            boolean isTorn = !Arrays.equals(torn, whole);
            Files.write(file, torn);
            requireRecovered(isTorn ? LAST_BATCH_AT : RECORDS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 21, 4096, 300_000})
    void whatIsNoBatchBehindTheLastIsCutOff(int bytes) throws IOException {
        byte[] random = new byte[bytes];
        new SplittableRandom(3).nextBytes(random);
        for (byte[] tail : new byte[][] {new byte[bytes], random}) {
            Files.write(file, whole);
            Files.write(file, tail, StandardOpenOption.APPEND);
            requireRecovered(RECORDS);
        }
    }

    @Test
    void aDamagedByteThatRecordsFollowIsNoTornTail() throws IOException {
        for (int at = 0; at < whole.length - lastBatchBytes; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            requireRefused(damaged);
        }
    }

    @Test
    void aHoleOfZerosThatRecordsFollowIsNoTornTail() throws IOException {
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 0, whole.length - lastBatchBytes, (byte) 0);
        requireRefused(damaged);
    }

    @Test
    void aTornTailOfAnEarlierSegmentIsRefused() throws IOException {
        try (Log log = Log.open(folder, TINY_SEGMENTS)) {
            log.append(VALUES.batch(RECORDS, 5));
        }
        requireRefused(Arrays.copyOf(whole, whole.length - 1));
    }

    private void addTwoSegments() throws IOException {
        try (Log log = Log.open(folder, TINY_SEGMENTS)) {
            log.append(VALUES.batch(RECORDS, 5));
            log.append(VALUES.batch(RECORDS + 5, 5));
        }
    }

    @Test
    void aMissingSegmentIsRefused() throws IOException {
        addTwoSegments();
        Files.delete(folder.resolve("00000000000000000015.log"));
        assertThatThrownBy(() -> Log.open(folder, TINY_SEGMENTS))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("has no records 15 to 19");
    }

    @Test
    void segmentsThatWereNotSealedAreScannedAndThenSealed() throws IOException {
        addTwoSegments();
        try (Log log = Log.open(folder, TINY_SEGMENTS)) {
            LogReading.requireAll(log, VALUES, RECORDS + 10);
            assertThat(log.hasFullSegments()).isTrue();
            Flush flush = log.flush();
            flush.run();
            log.flushed(flush);
            assertThat(folder.resolve("00000000000000000000.index")).exists();
            assertThat(folder.resolve("00000000000000000015.index")).exists();
            assertThat(folder.resolve("00000000000000000020.index")).doesNotExist();
        }
        try (Log log = Log.open(folder, TINY_SEGMENTS)) {
            assertThat(log.hasFullSegments()).isFalse();
            LogReading.requireAll(log, VALUES, RECORDS + 10);
        }
    }

    @Test
    void anIndexThatIsDamagedOrStaleIsNotBelieved() throws IOException {
        try (Log log = Log.open(folder, TINY_SEGMENTS)) {
            log.append(VALUES.batch(RECORDS, 5));
            Flush flush = log.flush();
            flush.run();
        }
        Path index = folder.resolve("00000000000000000000.index");
        byte[] sound = Files.readAllBytes(index);
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x10;
            Files.write(index, damaged);
            requireReadBack(TINY_SEGMENTS);
            Files.write(index, Arrays.copyOf(sound, at));
            requireReadBack(TINY_SEGMENTS);
        }
    }

    private void requireReadBack(LogOptions options) throws IOException {
        try (Log log = Log.open(folder, options)) {
            assertThat(log.hasFullSegments()).isTrue();
            LogReading.requireAll(log, VALUES, RECORDS + 5);
        }
    }

    @Test
    void aSealedSegmentAtTheEndIsLeftAsItIs() throws IOException {
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            log.end().segment().seal();
        }
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            LogReading.requireAll(log, VALUES, RECORDS);
            assertThat(log.append(VALUES.batch(RECORDS, 1))).isEqualTo(RECORDS);
            assertThat(folder.resolve("00000000000000000015.log")).exists();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void debrisOfAnIndexIsRemoved() throws IOException {
        Path debris = Files.createFile(folder.resolve(".00000000000000000000.index.x.zerocopy"));
        Log.open(folder, LogOptions.DEFAULTS).close();
        assertThat(debris).doesNotExist();
    }
}
