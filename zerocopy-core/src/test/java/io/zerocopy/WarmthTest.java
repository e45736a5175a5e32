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
        return Warmth.of(Source.borrowed(Objects.requireNonNull(channel), position, bytes));
    }

    /** A send that found everything in memory. */
    private void sendHot() {
        Warmth warmth = fresh();
        if (warmth.belief() == Belief.UNKNOWN) {
            warmth.windowTook(WINDOW, QUICK);
        }
        warmth.stepTook(SIZE, QUICK);
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
        warmth.windowTook(WINDOW, QUICK);
        assertThat(warmth.belief()).isEqualTo(Belief.HOT);
        Warmth other = fresh();
        other.windowTook(WINDOW, DISK);
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
        warmth.stepTook(SIZE / 2, DISK);
        assertThat(warmth.belief()).isEqualTo(Belief.COLD);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void whatOnlyBeganInMemoryIsNotRemembered() {
        Warmth warmth = fresh();
        warmth.windowTook(WINDOW, QUICK);
        warmth.stepTook(WINDOW, QUICK);
        warmth.stepTook(SIZE - WINDOW, DOUBTFUL);
        assertThat(warmth.belief()).isEqualTo(Belief.COLD);
        warmth.windowTook(WINDOW, QUICK);
        assertThat(warmth.belief()).as("the machine was busy").isEqualTo(Belief.HOT);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    /** Its steps wait for a peer, so their times tell nothing. */
    @Test
    void whatNobodyTimedIsNotRemembered() {
        Warmth warmth = fresh();
        warmth.windowTook(WINDOW, QUICK);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }

    @Test
    void aFileThatCameFromADiskBeginsAsCold() {
        Warmth warmth = fresh();
        warmth.windowTook(WINDOW, DISK);
        warmth.windowTook(WINDOW, DISK);
        warmth.end();
        Warmth next = fresh(WINDOW, WINDOW);
        assertThat(next.belief()).isEqualTo(Belief.COLD);
        next.windowTook(WINDOW, QUICK);
        assertThat(next.belief()).as("more than the kernel reads ahead").isEqualTo(Belief.COLD);
    }

    @Test
    void oneSlowWindowOfManyIsABusyMachines() {
        Warmth warmth = fresh();
        warmth.windowTook(WINDOW, QUICK);
        warmth.stepTook(WINDOW, QUICK);
        warmth.stepTook(WINDOW, DISK);
        warmth.end();
        assertThat(fresh().belief()).isEqualTo(Belief.UNKNOWN);
    }
}
