package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Warmth.Belief;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is believed of a file, where the system does not tell: by times that are given here. */
class WarmthTest {
    private static final long SIZE = 1_000_000;
    private static final long WINDOW = 128 * 1024;
    private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long DOUBTFUL = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long DISK = TimeUnit.MILLISECONDS.toNanos(30);

    @TempDir
    Path folder = Path.of("");

    private @Nullable FileChannel channel;

    @BeforeEach
    void openFile() throws IOException {
        Skip.unless(!SystemCalls.isReady(), "the kernel tells what is in memory: see ResidencyTest");
        channel = FileChannel.open(Content.of(318).writeTo(folder.resolve("file"), SIZE));
    }

    @AfterEach
    void closeFile() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private Warmth fresh() {
        return fresh(0, SIZE);
    }

    private Warmth fresh(long position, long bytes) {
        return Warmth.of(Source.borrowed(Objects.requireNonNull(channel), position, bytes), System.nanoTime());
    }

    /** A send that found everything in memory. */
    private void sendHot() {
        Warmth warmth = fresh();
        if (warmth.belief() == Belief.UNKNOWN) {
            warmth.windowTook(0, WINDOW, QUICK);
        }
        warmth.stepTook(0, SIZE, QUICK);
        warmth.end();
    }

    @Test
    void littleIsSentInPlace() {
        assertThat(fresh(0, 32 * 1024).belief()).isEqualTo(Belief.IN_PLACE);
    }

    @Test
    void aWindowTells() {
        Warmth warmth = fresh();
        assertThat(warmth.belief()).isEqualTo(Belief.UNKNOWN);
        warmth.windowTook(0, WINDOW, QUICK);
        assertThat(warmth.belief()).isEqualTo(Belief.HOT);
        Warmth other = fresh();
        other.windowTook(0, WINDOW, DISK);
        assertThat(other.belief()).isEqualTo(Belief.COLD);
    }

    @Test
    void theSameRangeNeedNotBeLookedAtAgain() {
        sendHot();
        assertThat(fresh().belief()).isEqualTo(Belief.HOT);
    }

    @Test
    void anotherRangeOfTheSameFileDoes() {
        sendHot();
        assertThat(fresh(0, SIZE - 1).belief()).isEqualTo(Belief.UNKNOWN);
        assertThat(fresh(1, SIZE - 1).belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void aStepAsLongAsADisksIsNotForgiven() {
        sendHot();
        Warmth warmth = fresh();
        warmth.stepTook(0, SIZE / 2, DISK);
        assertThat(warmth.belief()).isEqualTo(Belief.COLD);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void whatOnlyBeganInMemoryIsNotRemembered() {
        Warmth warmth = fresh();
        warmth.windowTook(0, WINDOW, QUICK);
        warmth.stepTook(0, WINDOW, QUICK);
        warmth.stepTook(WINDOW, SIZE - WINDOW, DOUBTFUL);
        assertThat(warmth.belief()).isEqualTo(Belief.COLD);
        warmth.windowTook(0, WINDOW, QUICK);
        assertThat(warmth.belief()).as("the machine was busy").isEqualTo(Belief.HOT);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    /** Its steps wait for a peer, so their times tell nothing. */
    @Test
    void whatNobodyTimedIsNotRemembered() {
        Warmth warmth = fresh();
        warmth.windowTook(0, WINDOW, QUICK);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void aFileThatCameFromADiskBeginsAsCold() {
        Warmth warmth = fresh();
        warmth.windowTook(0, WINDOW, DISK);
        warmth.windowTook(WINDOW, WINDOW, DISK);
        warmth.end();
        Warmth next = fresh(WINDOW, WINDOW);
        assertThat(next.belief()).isEqualTo(Belief.COLD);
        next.windowTook(WINDOW, WINDOW, QUICK);
        assertThat(next.belief()).as("more than the kernel reads ahead").isEqualTo(Belief.COLD);
    }

    @Test
    void oneSlowWindowOfManyIsABusyMachines() {
        Warmth warmth = fresh();
        warmth.windowTook(0, WINDOW, QUICK);
        warmth.stepTook(0, WINDOW, QUICK);
        warmth.stepTook(WINDOW, WINDOW, DISK);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    /** A slow peer's download may last for hours, and the file has gone from memory meanwhile. */
    @Test
    void whatWasSeenLongAgoIsNotRemembered() {
        Source range = Source.borrowed(Objects.requireNonNull(channel), 0, SIZE);
        Warmth longAgo = Warmth.of(range, System.nanoTime() - TimeUnit.SECONDS.toNanos(11));
        longAgo.windowTook(0, WINDOW, QUICK);
        longAgo.stepTook(0, SIZE, QUICK);
        longAgo.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void whatWasSeenTwiceCountsOnce() {
        Warmth half = fresh(0, 2 * WINDOW);
        half.windowTook(0, WINDOW, QUICK);
        half.stepTook(0, WINDOW, QUICK);
        half.end();
        assertThat(fresh(0, 2 * WINDOW).belief()).isEqualTo(Belief.UNKNOWN);
        Warmth whole = fresh(0, 2 * WINDOW);
        whole.windowTook(0, WINDOW, QUICK);
        whole.stepTook(0, WINDOW, QUICK);
        whole.stepTook(WINDOW, WINDOW, QUICK);
        whole.end();
        assertThat(fresh(0, 2 * WINDOW).belief()).isEqualTo(Belief.HOT);
    }

    @Test
    void aStepForAnotherPartTellsNothing() {
        Warmth warmth = fresh(0, 2 * WINDOW);
        warmth.windowTook(0, WINDOW, QUICK);
        warmth.stepTook(2 * WINDOW, WINDOW, DISK);
        assertThat(warmth.belief()).isEqualTo(Belief.HOT);
    }

    /** A quick disk's, that is. */
    @Test
    void aDoubtfulStepForgetsThatItWasInMemory() {
        sendHot();
        Warmth warmth = fresh();
        warmth.stepTook(0, WINDOW, DOUBTFUL);
        assertThat(warmth.belief()).isEqualTo(Belief.COLD);
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void namesOfOneHashAreTwoFiles() throws IOException {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(keyOf("Aa")).isNotEqualTo(keyOf("BB")).isEqualTo(keyOf("Aa"));
    }

    private long keyOf(String name) throws IOException {
        Path path = Content.of(318).writeTo(folder.resolve(name), SIZE);
        try (Source file = SourceFile.range(path, 0, SIZE).open()) {
            return SeenLately.keyOf(file);
        }
    }
}
