package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.zerocopy.RateLimit.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rate is a schedule on a clock that the test turns. */
class RateLimitTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long ANY = Long.MAX_VALUE;
    private static final long LARGEST_STEP = 8 * 1024 * 1024;

    private final RateLimit kilobyte = RateLimit.ofBytesPerSecond(1000);
    private final Place only = new Place();

    /** Bytes that a transfer gets which asks again as soon as it may, and a little later. */
    private static long bytesGranted(RateLimit rate, long wantedBytes, long start, long nanos, long lateNanos) {
        Place place = new Place();
        long bytes = 0;
        long now = start;
        while (now - start < nanos) {
            long granted = rate.grant(place, wantedBytes, now);
            bytes += granted;
            if (granted == 0) {
                now += rate.holdNanos(place, now) + lateNanos;
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 600",
        "7, 200",
        "50, 100",
        "1000, 100",
        "131072, 20",
        "20971520, 20",
        "10000000000, 20",
    })
    void theRateIsKept(long bytesPerSecond, long seconds) {
        for (long late : new long[] {0, 1, 100_000, 20 * MILLISECOND}) {
            RateLimit rate = RateLimit.ofBytesPerSecond(bytesPerSecond);
            double expected = (double) bytesPerSecond * seconds;
            assertThat((double) bytesGranted(rate, ANY, Long.MAX_VALUE - 5 * SECOND, seconds * SECOND, late))
                    .as("%s ns late", late)
                    .isCloseTo(expected, within(expected * 0.02 + 1));
        }
    }

    private static Place[] places(int count) {
        Place[] places = new Place[count];
        Arrays.setAll(places, i -> new Place());
        return places;
    }

    @Test
    void smallWishesHaveTheSameRate() {
        assertThat((double) bytesGranted(kilobyte, 3, 0, 100 * SECOND, 0)).isCloseTo(100_000, within(100.0));
    }

    @Test
    void theFirstGrantIsAtOnceAndNoneIsMoreThanATwoHundredthOfASecond() {
        assertThat(kilobyte.holdNanos(only, -5)).isZero();
        assertThat(kilobyte.grant(only, ANY, -5)).isEqualTo(5);
        assertThat(kilobyte.grant(only, ANY, -5)).isZero();
        assertThat(kilobyte.holdNanos(only, -5)).isEqualTo(5 * MILLISECOND);
        assertThat(kilobyte.grant(only, 1, -6 + 5 * MILLISECOND)).isZero();
        assertThat(kilobyte.holdNanos(only, -6 + 5 * MILLISECOND)).isEqualTo(1);
        assertThat(kilobyte.grant(only, 1, -5 + 5 * MILLISECOND)).isEqualTo(1);
    }

    @Test
    void aLongPauseIsNotMadeUpFor() {
        assertThat(bytesGranted(kilobyte, ANY, 0, SECOND, 0)).isBetween(1000L, 1005L);
        long afterThePause = 100 * SECOND;
        long burst = 0;
        for (long granted = ANY; granted > 0; burst += granted) {
            granted = kilobyte.grant(only, ANY, afterThePause);
        }
        assertThat(burst).isBetween(50L, 55L);
    }

    @Test
    void manyHaveTheRateTogether() {
        long[] bytes = new long[7];
        Place[] places = places(bytes.length);
        Random turns = new Random(1);
        for (long now = 0; now < 100 * SECOND; now += MILLISECOND) {
            for (int i = 0; i < bytes.length; i++) {
                int turn = turns.nextInt(bytes.length);
                bytes[turn] += kilobyte.grant(places[turn], 1 + turn, now);
            }
        }
        long sum = 0;
        for (long each : bytes) {
            assertThat(each).isPositive();
            sum += each;
        }
        assertThat((double) sum).isCloseTo(100_000, within(1000.0));
    }

    @Test
    void threadsThatAskAtTheSameTimeGetOneGrant() throws Exception {
        for (int round = 0; round < 100; round++) {
            RateLimit rate = RateLimit.ofBytesPerSecond(50);
            CyclicBarrier together = new CyclicBarrier(4);
            AtomicLong granted = new AtomicLong();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        together.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    granted.addAndGet(rate.grant(new Place(), ANY, 0));
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(granted.get()).isEqualTo(1);
        }
    }

    @Test
    void whatIsGivenBackIsGrantedAgain() {
        assertThat(kilobyte.grant(only, ANY, 0)).isEqualTo(5);
        kilobyte.giveBack(only, 3);
        assertThat(kilobyte.grant(only, ANY, 0)).isZero();
        assertThat(kilobyte.holdNanos(only, 0)).isEqualTo(2 * MILLISECOND);
        kilobyte.giveBack(only, 2);
        assertThat(kilobyte.grant(only, ANY, 0)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 2, 1L << 60})
    void aHugeRateIsNoLimit(long bytesPerSecond) {
        RateLimit rate = RateLimit.ofBytesPerSecond(bytesPerSecond);
        for (int i = 0; i < 1000; i++) {
            assertThat(rate.grant(only, LARGEST_STEP, i)).isEqualTo(LARGEST_STEP);
        }
        assertThat(rate.grant(only, ANY, 1000)).isPositive();
        assertThat(rate.grant(only, ANY, 1000)).isZero();
        assertThat(rate.holdNanos(only, 1000)).isBetween(0L, SECOND);
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 100", "10, 1, 100", "50, 1, 20", "3, 9223372036854775807, 0"})
    void aFasterRateShortensTheWaitAndASlowerOneLeavesIt(long before, long after, long holdMillis) {
        RateLimit rate = RateLimit.ofBytesPerSecond(before);
        long start = Long.MAX_VALUE - 5;
        assertThat(rate.grant(only, ANY, start)).isEqualTo(1);
        assertThat(rate.grant(only, ANY, start)).isZero();
        rate.set(after, start);
        assertThat(rate.bytesPerSecond()).isEqualTo(after);
        assertThat(rate.holdNanos(only, start)).isEqualTo(holdMillis * MILLISECOND);
        assertThat((double) rate.grant(only, ANY, start + SECOND)).isCloseTo(Math.max(1.0, after / 200.0), offset(1.0));
    }

    /** At the new rate what comes back would be worth more years than a clock can count. */
    @Test
    void whatWasGrantedAtAHugeRateMayComeBackAtATinyOne() {
        RateLimit rate = RateLimit.ofBytesPerSecond(Long.MAX_VALUE);
        long granted = rate.grant(only, ANY, 0);
        rate.set(1, 0);
        rate.giveBack(only, granted);
        assertThat(bytesGranted(rate, ANY, SECOND, 100 * SECOND, 0)).isBetween(100L, 102L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRateIsPositive(long bytesPerSecond) {
        assertThatThrownBy(() -> RateLimit.ofBytesPerSecond(bytesPerSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(bytesPerSecond));
        assertThatThrownBy(() -> kilobyte.setBytesPerSecond(bytesPerSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(bytesPerSecond));
        assertThat(kilobyte.bytesPerSecond()).isEqualTo(1000);
        assertThat(kilobyte).hasToString("RateLimit of 1000 bytes per second");
    }

    /** Tells whether this thread, or one in its place, would have been woken just now. */
    private static boolean isWoken() {
        long began = System.nanoTime();
        LockSupport.parkNanos(100 * MILLISECOND);
        return System.nanoTime() - began < 80 * MILLISECOND;
    }

    /** Each waits behind those before it; an event loop, whom nobody wakes, never for long. */
    @Test
    void howLongToWaitBehindOthers() {
        Place[] places = places(400);
        for (int i = 0; i < places.length; i++) {
            assertThat(kilobyte.grant(places[i], ANY, 0)).isEqualTo(i == 0 ? 5 : 0);
        }
        long turn = 1_002_506;
        assertThat(kilobyte.holdNanos(places[0], 0)).isZero();
        assertThat(kilobyte.holdNanos(places[1], 0)).isEqualTo(5 * MILLISECOND);
        assertThat(kilobyte.holdNanos(places[11], 0)).isEqualTo(5 * MILLISECOND + 10 * turn);
        assertThat(kilobyte.holdNanos(places[399], 0)).isEqualTo(105 * MILLISECOND);
        Thread thread = Thread.currentThread();
        assertThat(kilobyte.holdNanos(places[0], thread, 0)).isZero();
        assertThat(kilobyte.holdNanos(places[101], thread, 0)).isEqualTo(5 * MILLISECOND + 100 * turn);
        assertThat(kilobyte.holdNanos(places[399], thread, 0))
                .as("it looks seldom where there are very many")
                .isEqualTo(399 * 833_000);
        for (int i = 200; i < 399; i++) {
            kilobyte.leave(places[i]);
        }
        // Those that left from the middle are not waited for.
        assertThat(kilobyte.holdNanos(places[399], thread, 0)).isEqualTo(250 * MILLISECOND);
        assertThat(kilobyte.holdNanos(places[399], 0)).isEqualTo(105 * MILLISECOND);
    }

    @Test
    void aThreadIsWokenWhenItsTurnComesEarly() {
        Place[] places = places(3);
        for (Place place : places) {
            kilobyte.grant(place, ANY, 0);
        }
        assertThat(kilobyte.holdNanos(places[2], Thread.currentThread(), 0)).isEqualTo(10 * MILLISECOND);
        kilobyte.leave(places[1]);
        assertThat(isWoken()).isFalse();
        kilobyte.grant(new Place(), ANY, 5 * MILLISECOND);
        assertThat(isWoken()).isTrue();
    }

    /** Nor is it woken for a moment. */
    @Test
    void aThreadThatComesByItselfIsNotWoken() {
        Place[] places = places(2);
        for (Place place : places) {
            kilobyte.grant(place, ANY, 0);
        }
        assertThat(kilobyte.holdNanos(places[1], Thread.currentThread(), 0)).isEqualTo(5 * MILLISECOND);
        kilobyte.grant(new Place(), ANY, 5 * MILLISECOND);
        assertThat(isWoken()).isFalse();
    }

    @Test
    void whoWaitsIsWokenWhenTheRateChanges() {
        kilobyte.grant(new Place(), ANY, System.nanoTime());
        kilobyte.grant(only, ANY, System.nanoTime());
        kilobyte.holdNanos(only, Thread.currentThread(), System.nanoTime());
        kilobyte.setBytesPerSecond(2_000);
        assertThat(kilobyte.bytesPerSecond()).isEqualTo(2_000);
        assertThat(isWoken()).isTrue();
    }

    /** A turn that is not used within a quarter of a second is the next one's. */
    @Test
    void aTurnThatIsNotUsedIsTheNextOnes() {
        for (long late : new long[] {249, 250}) {
            RateLimit rate = RateLimit.ofBytesPerSecond(1000);
            // So many that some still wait by then.
            Place[] places = places(80);
            for (Place place : places) {
                rate.grant(place, ANY, 0);
            }
            // The first of those that wait has its turn now, and does not come.
            assertThat(rate.holdNanos(places[1], 5 * MILLISECOND)).isZero();
            long now = (5 + late) * MILLISECOND;
            assertThat(rate.grant(places[1], 3, now)).as("%s ms late", late).isEqualTo(late < 250 ? 3 : 0);
            assertThat(rate.grant(places[1], 3, now)).as("%s ms late", late).isEqualTo(late < 250 ? 2 : 0);
        }
    }

    /** Nobody waits: what is not used is simply to be had again. */
    @Test
    void theRestOfALonelyTurnIsNotKept() {
        assertThat(kilobyte.grant(only, ANY, 0)).isEqualTo(5);
        kilobyte.keep(only, 4);
        assertThat(kilobyte.holdNanos(only, 0)).isZero();
        assertThat(kilobyte.grant(only, ANY, MILLISECOND)).isEqualTo(5);
        assertThat(kilobyte.grant(only, ANY, MILLISECOND)).isZero();
        assertThat(kilobyte.holdNanos(only, MILLISECOND)).isEqualTo(5 * MILLISECOND);
    }

    /** A turn in parts is one turn. */
    @Test
    void aTurnMayBeTakenInParts() {
        Place[] places = places(3);
        for (Place place : places) {
            kilobyte.grant(place, ANY, 0);
        }
        long now = 5 * MILLISECOND;
        assertThat(kilobyte.grant(places[1], 2, now)).isEqualTo(2);
        assertThat(kilobyte.grant(places[1], 2, now)).isEqualTo(2);
        assertThat(kilobyte.grant(places[1], 2, now)).isEqualTo(1);
        assertThat(kilobyte.grant(places[1], 2, now)).isZero();
        assertThat(kilobyte.holdNanos(places[2], now)).isEqualTo(5 * MILLISECOND);
    }
}
