package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerocopy.RateLimit.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many transfers of one rate on a virtual clock: all bytes together are what the rate says, and transfers that want the
 * same get the same.
 *
 * <p>A failure of the random crowds prints its seed; {@code -Dzerocopy.model.seed=S} runs that one alone,
 * {@code -Dzerocopy.model.cases=N} makes their number another.
 */
final class SharedRateModelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    private static final long ANY = Long.MAX_VALUE;
    private static final int CROWDS = 60;

    /** One transfer: when it comes, what it asks for, how much of that its peer takes. */
    private static final class Asker {
        final Place place = new Place();
        long wanted = ANY;
        /** Bytes that its peer takes of each grant. */
        long takes = ANY;
        /** Nanoseconds that a step takes. */
        long step = 1000;
        /** Comes so much later than it was told. */
        long late;
        /** Looks at the clock of its event loop only: comes at the next tick. */
        long tick;

        long comesAt;
        long bytes;
        boolean gone;
    }

    /** The transfers, and the order in which they come. */
    private static final class Crowd {
        final RateLimit rate;
        final long start;
        final List<Asker> askers = new ArrayList<>();
        final PriorityQueue<Asker> coming =
                new PriorityQueue<>(Comparator.comparingLong((Asker asker) -> asker.comesAt));
        /** Virtual nanoseconds since the start. */
        long now;

        Crowd(long bytesPerSecond, long start) {
            this.rate = RateLimit.ofBytesPerSecond(bytesPerSecond);
            this.start = start;
        }

        Asker join() {
            Asker asker = new Asker();
            asker.comesAt = now;
            askers.add(asker);
            coming.add(asker);
            return asker;
        }

        Crowd join(int count) {
            for (int i = 0; i < count; i++) {
                join();
            }
            return this;
        }

        /** Never heard of again. */
        void vanish(Asker asker) {
            coming.remove(asker);
            asker.gone = true;
        }

        void leave(Asker asker) {
            vanish(asker);
            rate.leave(asker.place);
        }

        void run(long nanos) {
            long end = now + nanos;
            for (Asker next = coming.peek(); next != null && next.comesAt < end; next = coming.peek()) {
                coming.remove(next);
                now = Math.max(now, next.comesAt);
                ask(next);
                coming.add(next);
            }
            now = end;
        }

        private void ask(Asker asker) {
            long granted = rate.grant(asker.place, asker.wanted, start + now);
            check(granted >= 0 && granted <= asker.wanted, "granted " + granted + " of " + asker.wanted);
            if (granted > 0) {
                long taken = Math.min(granted, asker.takes);
                asker.bytes += taken;
                if (taken == 0) {
                    rate.giveBack(asker.place, granted);
                } else if (taken < granted) {
                    rate.keep(asker.place, granted - taken);
                }
                asker.comesAt = now + asker.step;
                return;
            }
            long hold = rate.holdNanos(asker.place, start + now);
            check(hold > 0, "held for " + hold + " ns after nothing was granted");
            asker.comesAt = now + hold + asker.late;
            if (asker.tick > 0) {
                asker.comesAt = (asker.comesAt / asker.tick + 1) * asker.tick;
            }
        }

        private static void check(boolean rule, String otherwise) {
            if (!rule) {
                throw new AssertionError(otherwise);
            }
        }

        long total() {
            return askers.stream().mapToLong(asker -> asker.bytes).sum();
        }

        void forget() {
            askers.forEach(asker -> asker.bytes = 0);
        }

        /** All together what the rate says, each of these the same. */
        void requireShares(List<Asker> equal, long nanos) {
            double all = rate.bytesPerSecond() * (nanos / 1e9);
            assertThat((double) total()).as("bytes of all").isCloseTo(all, within(all * 0.02 + 1));
            double each =
                    equal.stream().mapToLong(asker -> asker.bytes).average().orElseThrow();
            for (int i = 0; i < equal.size(); i++) {
                assertThat((double) equal.get(i).bytes).as("bytes of %s", i).isCloseTo(each, within(each * 0.2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1000000",
        "3, 1000000",
        "3, 10000000000",
        "7, 100000",
        "20, 1000000",
        "50, 1000000",
        "200, 1000000",
        "200, 1000000000",
        "480, 1000000"
    })
    void equalAskersHaveEqualSharesWithinThreeSeconds(int count, long bytesPerSecond) {
        for (long late : new long[] {0, 100_000, 3 * MILLISECOND}) {
            Crowd crowd = new Crowd(bytesPerSecond, Long.MAX_VALUE - SECOND).join(count);
            crowd.askers.forEach(asker -> asker.late = late);
            crowd.run(3 * SECOND);
            crowd.requireShares(crowd.askers, 3 * SECOND);
        }
    }

    /** More of them need longer: their turns are not so short that waking them would cost a core. */
    @Test
    void twoThousandHaveEqualSharesWithinTwentySeconds() {
        Crowd crowd = new Crowd(1_000_000, 0).join(2000);
        crowd.run(20 * SECOND);
        crowd.requireShares(crowd.askers, 20 * SECOND);
    }

    @Test
    void theyHaveTheirTurnsInTheOrderOfAsking() {
        RateLimit rate = RateLimit.ofBytesPerSecond(1000);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            places.add(new Place());
            assertThat(rate.grant(places.get(i), ANY, 0)).isEqualTo(i == 0 ? 5 : 0);
        }
        for (int i = 2; i < 10; i++) {
            assertThat(rate.holdNanos(places.get(i), 0)).isGreaterThanOrEqualTo(rate.holdNanos(places.get(i - 1), 0));
            assertThat(rate.holdNanos(places.get(i), Thread.currentThread(), 0)).isEqualTo(i * 5L * MILLISECOND);
        }
        for (int i = 1; i < 10; i++) {
            long now = i * 5L * MILLISECOND;
            for (int later = 9; later > i; later--) {
                assertThat(rate.grant(places.get(later), ANY, now)).isZero();
            }
            assertThat(rate.grant(places.get(i), ANY, now)).isEqualTo(5);
        }
    }

    /** Who looks early, as often as it likes, neither loses its place nor wins one. */
    @Test
    void askingTooEarlyChangesNothing() {
        Crowd crowd = new Crowd(1_000_000, 0).join(20);
        Asker eager = crowd.askers.get(7);
        for (int i = 0; i < 3000; i++) {
            crowd.run(MILLISECOND);
            if (crowd.rate.holdNanos(eager.place, crowd.now) > 0) {
                assertThat(crowd.rate.grant(eager.place, ANY, crowd.now)).isZero();
            }
        }
        crowd.requireShares(crowd.askers, 3 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 10, 40})
    void eventLoopsThatTick(long tickMillis) {
        for (int count : new int[] {3, 50, 200}) {
            Crowd crowd = new Crowd(1_000_000, 0).join(count);
            crowd.askers.forEach(asker -> asker.tick = tickMillis * MILLISECOND);
            crowd.run(3 * SECOND);
            if (count >= 50 || tickMillis <= 5) {
                crowd.requireShares(crowd.askers, 3 * SECOND);
            }
        }
    }

    /** A few bytes at a time are as many in the end. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 100", "10000, 10000", "9223372036854775807, 500"})
    void unequalStepsHaveEqualShares(long wanted, long takes) {
        Crowd crowd = new Crowd(1_000_000, 0).join(10);
        for (Asker asker : crowd.askers.subList(0, 5)) {
            asker.wanted = wanted;
            asker.takes = takes;
        }
        crowd.run(3 * SECOND);
        crowd.requireShares(crowd.askers, 3 * SECOND);
    }

    @Test
    void whoLeavesIsNotWaitedFor() {
        Crowd crowd = new Crowd(1_000_000, 0).join(100);
        crowd.run(SECOND);
        List<Asker> stay = List.copyOf(crowd.askers.subList(0, 5));
        crowd.askers.subList(5, 100).forEach(crowd::leave);
        crowd.forget();
        crowd.run(3 * SECOND);
        crowd.requireShares(stay, 3 * SECOND);
    }

    @Test
    void whoIsNeverHeardOfAgainIsNotWaitedForForLong() {
        Crowd crowd = new Crowd(1_000_000, 0).join(100);
        crowd.run(SECOND);
        List<Asker> stay = List.copyOf(crowd.askers.subList(0, 5));
        crowd.askers.subList(5, 100).forEach(crowd::vanish);
        crowd.forget();
        crowd.run(3 * SECOND);
        crowd.requireShares(stay, 3 * SECOND);
    }

    @Test
    void whoComesLaterHasTheSameFromThenOn() {
        Crowd crowd = new Crowd(1_000_000, 0).join(3);
        crowd.run(2 * SECOND);
        crowd.join(9);
        crowd.forget();
        crowd.run(3 * SECOND);
        crowd.requireShares(crowd.askers, 3 * SECOND);
    }

    /** Their peers take nothing, or next to nothing: the others have the rate. */
    @ParameterizedTest
    @ValueSource(longs = {0, 10})
    void whatSlowPeersLeaveTheOthersHave(long takes) {
        Crowd crowd = new Crowd(1_000_000, 0).join(20);
        List<Asker> slow = crowd.askers.subList(0, 15);
        for (Asker asker : slow) {
            asker.takes = takes;
            asker.step = 50 * MILLISECOND;
        }
        crowd.run(SECOND);
        crowd.forget();
        crowd.run(3 * SECOND);
        crowd.requireShares(crowd.askers.subList(15, 20), 3 * SECOND);
        assertThat(slow).allSatisfy(asker -> assertThat(asker.bytes).isLessThanOrEqualTo(takes * 61));
    }

    @ParameterizedTest
    @CsvSource({"1000000, 100000", "100000, 1000000", "1000000, 10", "10, 1000000", "1, 100000000000"})
    void theRateMayChangeWhileManyWait(long before, long after) {
        Crowd crowd = new Crowd(before, 0).join(40);
        crowd.run(SECOND);
        crowd.rate.set(after, crowd.start + crowd.now);
        // A blocking transfer looks again after 250 ms at the latest.
        List<Asker> waiting = List.copyOf(crowd.coming);
        crowd.coming.clear();
        for (Asker asker : waiting) {
            asker.comesAt = Math.min(asker.comesAt, crowd.now + SECOND / 4);
        }
        crowd.coming.addAll(waiting);
        crowd.run(SECOND);
        crowd.forget();
        long nanos = after < 40 ? 100 * SECOND : 3 * SECOND;
        crowd.run(nanos);
        crowd.requireShares(crowd.askers, nanos);
    }

    /** A share of less than a byte a turn. */
    @Test
    void aRateOfAFewBytesIsSharedByteByByte() {
        Crowd crowd = new Crowd(10, 0).join(50);
        crowd.run(100 * SECOND);
        crowd.requireShares(crowd.askers, 100 * SECOND);
    }

    @Test
    void randomCrowdsNeverHaveMoreThanTheRateAndThoseThatStayHaveAllOfIt() {
        Long seed = Long.getLong("zerocopy.model.seed");
        if (seed != null) {
            playRandom(seed);
            return;
        }
        for (long each = 0; each < Integer.getInteger("zerocopy.model.cases", CROWDS); each++) {
            try {
                playRandom(each);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "run it again with -Dtest=SharedRateModelTest -Dzerocopy.model.seed=" + each, e);
            }
        }
    }

    private static void playRandom(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long bytesPerSecond = (long) Math.exp(Math.log(1000) + random.nextDouble() * 16);
        Crowd crowd = new Crowd(bytesPerSecond, random.nextBoolean() ? Long.MAX_VALUE - SECOND : random.nextLong());
        // One that always wants more, and is always there.
        Asker steady = crowd.join();
        @Nullable Asker last = null;
        double allowed = 0;
        double slack = 0.05 + 0.25 + 0.02;
        for (int i = 0; i < 60; i++) {
            for (int more = random.nextInt(6); more > 0; more--) {
                last = crowd.join();
                last.wanted = random.nextBoolean() ? ANY : 1 + random.nextLong(bytesPerSecond);
                last.takes = random.nextBoolean() ? ANY : random.nextLong(1 + bytesPerSecond / 50);
                last.step = MILLISECOND + random.nextLong(30 * MILLISECOND);
                last.late = random.nextBoolean() ? 0 : random.nextLong(40 * MILLISECOND);
                last.tick = random.nextInt(4) > 0 ? 0 : 1 + random.nextLong(20 * MILLISECOND);
            }
            Asker one = crowd.askers.get(random.nextInt(crowd.askers.size()));
            if (one != steady && !one.gone) {
                if (random.nextBoolean()) {
                    crowd.leave(one);
                } else {
                    crowd.vanish(one);
                }
            }
            long nanos = random.nextLong(SECOND / 2);
            crowd.run(nanos);
            allowed += nanos / 1e9 * bytesPerSecond;
            double most = allowed + slack * bytesPerSecond + crowd.askers.size();
            assertThat((double) crowd.total()).as("bytes of all").isLessThanOrEqualTo(most);
        }
        assertThat((double) crowd.total()).as("bytes of all").isGreaterThan(allowed - 0.6 * bytesPerSecond);
        assertThat(last).isNotNull();
    }
}
