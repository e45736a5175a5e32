package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Pace.Expiry;
import io.zerocopy.TransferException.Side;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stall, timeout and rate are arithmetic on a clock that may begin anywhere, also just before it overflows. */
class PaceTest {
    private static final long STALL = 1000;
    private static final long TIMEOUT = 50_000;
    private static final long NEVER = Pace.UNLIMITED_NANOS;

    private static Pace pace(long stallNanos, long timeoutNanos, long start) {
        return new Pace(stallNanos, timeoutNanos, null, start);
    }

    @Test
    void withoutLimitsNothingRunsOut() {
        assertThat(Pace.of(TransferOptions.DEFAULTS, 7)).isSameAs(Pace.FREE);
        Pace.FREE.waits(0);
        assertThat(Pace.FREE.expiry(Long.MAX_VALUE)).isEqualTo(Expiry.NOTHING);
        assertThat(Pace.FREE.remainingNanos(Long.MAX_VALUE)).isEqualTo(NEVER);
        assertThat(Pace.FREE.hasTimeLimit()).isFalse();
        assertThat(Pace.FREE.grant(Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(Pace.FREE.holdNanos(0)).isZero();
        assertThat(Pace.FREE.blockingStepBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void zeroAndForEverAreNoLimits() {
        for (Duration none : List.of(
                Duration.ZERO,
                Duration.ofSeconds(Long.MAX_VALUE),
                ChronoUnit.FOREVER.getDuration(),
                Duration.ofNanos(Long.MAX_VALUE))) {
            TransferOptions options =
                    TransferOptions.DEFAULTS.withStallTimeout(none).withTimeout(none);
            assertThat(Pace.of(options, 0)).as("%s", none).isSameAs(Pace.FREE);
        }
        assertThat(Pace.nanosOf(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(Pace.nanosOf(Duration.ofNanos(Long.MAX_VALUE - 1))).isEqualTo(Long.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 500})
    void theTimeoutRunsFromTheStart(long start) {
        Pace pace = pace(NEVER, TIMEOUT, start);
        assertThat(pace.hasTimeLimit()).isTrue();
        assertThat(pace.expiry(start + TIMEOUT - 1)).isEqualTo(Expiry.NOTHING);
        assertThat(pace.remainingNanos(start + TIMEOUT - 1)).isEqualTo(1);
        pace.leaves(1, start + TIMEOUT - 1);
        assertThat(pace.expiry(start + TIMEOUT)).isEqualTo(Expiry.TIMEOUT);
        assertThat(pace.first(start + TIMEOUT)).isEqualTo(Expiry.TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 500})
    void aStallRunsFromTheFirstMomentThatMovedNothing(long start) {
        Pace pace = pace(STALL, NEVER, start);
        assertThat(pace.expiry(start + 10 * STALL)).as("not waiting yet").isEqualTo(Expiry.NOTHING);
        pace.waits(start + 100);
        pace.leaves(0, start + 600);
        pace.waits(start + 700);
        assertThat(pace.remainingNanos(start + 700)).isEqualTo(STALL - 600);
        assertThat(pace.expiry(start + 100 + STALL - 1)).isEqualTo(Expiry.NOTHING);
        assertThat(pace.expiry(start + 100 + STALL)).isEqualTo(Expiry.STALL);
        assertThat(pace.first(start + 100 + STALL)).isEqualTo(Expiry.STALL);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 500})
    void aByteEndsTheStall(long start) {
        Pace pace = pace(STALL, NEVER, start);
        pace.waits(start);
        pace.leaves(1, start + 3 * STALL);
        assertThat(pace.expiry(start + 5 * STALL)).as("however late").isEqualTo(Expiry.NOTHING);
        assertThat(pace.remainingNanos(start + 5 * STALL)).isEqualTo(STALL);
        pace.waits(start + 5 * STALL);
        assertThat(pace.expiry(start + 6 * STALL - 1)).isEqualTo(Expiry.NOTHING);
        assertThat(pace.expiry(start + 6 * STALL)).isEqualTo(Expiry.STALL);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 500})
    void timeInTheDiskDoesNotCountAndTheRestAddsUp(long start) {
        Pace pace = pace(STALL, TIMEOUT, start);
        pace.waits(start);
        pace.entersDisk(start + 400);
        assertThat(pace.remainingNanos(start + 30_000)).isEqualTo(STALL - 400);
        pace.leaves(0, start + 30_000);
        assertThat(pace.expiry(start + 35_000))
                .as("nor does what is not waiting")
                .isEqualTo(Expiry.NOTHING);
        pace.waits(start + 40_000);
        assertThat(pace.expiry(start + 40_000 + STALL - 401)).isEqualTo(Expiry.NOTHING);
        assertThat(pace.expiry(start + 40_000 + STALL - 400)).isEqualTo(Expiry.STALL);
        assertThat(pace.expiry(start + TIMEOUT)).as("but for the whole").isEqualTo(Expiry.TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE - 500})
    void inAConversationNobodyStallsWhileAnotherMoves(long start) {
        Conversation both = Conversation.create();
        Pace idle = new Pace(STALL, NEVER, null, both, start);
        Pace moving = new Pace(STALL, NEVER, null, both, start);
        idle.waits(start);
        moving.waits(start);
        moving.leaves(1, start + 900);
        assertThat(idle.expiry(start + 1_899)).isEqualTo(Expiry.NOTHING);
        assertThat(idle.remainingNanos(start + 1_000)).isEqualTo(900);
        assertThat(idle.expiry(start + 1_900)).isEqualTo(Expiry.STALL);
        // In the disk: now, and for as long as it took.
        moving.entersDisk(start + 1_500);
        assertThat(idle.expiry(start + 9_000)).isEqualTo(Expiry.NOTHING);
        moving.leaves(0, start + 9_000);
        assertThat(idle.expiry(start + 9_399)).isEqualTo(Expiry.NOTHING);
        assertThat(idle.expiry(start + 9_400)).isEqualTo(Expiry.STALL);
        // What waits is not excused by its own looks at the channel.
        idle.entersDisk(start + 9_390);
        idle.leaves(0, start + 9_391);
        idle.waits(start + 9_391);
        assertThat(idle.expiry(start + 9_401)).isEqualTo(Expiry.STALL);
    }

    @Test
    void inAConversationNobodyStallsWhileAnotherIsHeld() {
        Conversation both = Conversation.create();
        Pace idle = new Pace(STALL, NEVER, null, both, 0);
        Pace held = new Pace(STALL, NEVER, RateLimit.ofBytesPerSecond(1), both, 0);
        idle.waits(0);
        assertThat(held.grant(10, 0)).isEqualTo(1);
        held.stepped(1);
        held.leaves(1, 0);
        assertThat(held.grant(10, 1)).isZero();
        assertThat(idle.expiry(1_000_000_000)).isEqualTo(Expiry.NOTHING);
        assertThat(idle.expiry(1_000_000_000 + STALL)).isEqualTo(Expiry.STALL);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 500})
    void timeHeldByTheRateNeitherCountsNorExcuses(long start) {
        RateLimit usedUp = RateLimit.ofBytesPerSecond(1);
        assertThat(usedUp.grant(new RateLimit.Place(), 10, start)).isEqualTo(1);
        Pace held = new Pace(STALL, NEVER, usedUp, start);
        held.waits(start);
        assertThat(held.grant(10, start + 400)).isZero();
        assertThat(held.grant(10, start + 500)).isZero();
        assertThat(held.holdNanos(start + 500)).isEqualTo(1_000_000_000 - 500);
        assertThat(held.expiry(start + 900_000_000)).isEqualTo(Expiry.NOTHING);
        assertThat(held.remainingNanos(start + 900_000_000)).isEqualTo(STALL - 400);
        // The 400 from before the hold count on after it.
        long released = start + 1_000_000_000;
        assertThat(held.grant(10, released)).isEqualTo(1);
        held.waits(released);
        held.stepped(0);
        assertThat(held.expiry(released + STALL - 401)).isEqualTo(Expiry.NOTHING);
        assertThat(held.expiry(released + STALL - 400)).isEqualTo(Expiry.STALL);
    }

    @Test
    void whatWasGrantedAndNotMovedIsGivenBack() {
        Pace pace = new Pace(NEVER, NEVER, RateLimit.ofBytesPerSecond(1000), 0);
        assertThat(pace.hasTimeLimit()).isFalse();
        assertThat(pace.grant(Long.MAX_VALUE, 0)).isEqualTo(5);
        pace.stepped(2);
        // A step without a grant before it gives nothing back.
        pace.stepped(0);
        assertThat(pace.grant(Long.MAX_VALUE, 0)).isZero();
        assertThat(pace.holdNanos(0)).isEqualTo(2_000_000);
    }

    @Test
    void theShorterLimitComesFirst() {
        Pace pace = pace(STALL, TIMEOUT, 0);
        assertThat(pace.remainingNanos(TIMEOUT - 10)).isEqualTo(10);
        assertThat(pace.first(TIMEOUT - 10))
                .as("a step stuck for a stall's time")
                .isEqualTo(Expiry.STALL);
        pace.waits(TIMEOUT - STALL - 1);
        assertThat(pace.expiry(TIMEOUT - 1)).isEqualTo(Expiry.STALL);
        assertThat(pace.expiry(TIMEOUT)).isEqualTo(Expiry.TIMEOUT);
    }

    @Test
    void almostForEverDoesNotOverflow() {
        Pace pace = pace(NEVER - 1, NEVER - 1, Long.MAX_VALUE - 5);
        pace.waits(Long.MAX_VALUE);
        assertThat(pace.expiry(Long.MIN_VALUE + 1_000_000)).isEqualTo(Expiry.NOTHING);
        assertThat(pace.remainingNanos(Long.MAX_VALUE)).isEqualTo(NEVER - 6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000, 2_000_000_000, 100_000_000_000L, NEVER - 1})
    void aStepThatMayBlockIsSmallEnoughForASlowPeer(long stallNanos) {
        long step = pace(stallNanos, NEVER, 0).blockingStepBytes();
        assertThat(step).isBetween(16L * 1024, 1024L * 1024);
        if (step > 16 * 1024) {
            long nanosOfTheSlowest = step * (1_000_000_000 / (32 * 1024));
            assertThat(nanosOfTheSlowest).isLessThanOrEqualTo(stallNanos);
        }
    }

    @Test
    void itSaysWhatRanOut() {
        Pace pace = pace(2_000_000_000, 7_000_000_000L, 0);
        assertThat(pace.describe(Expiry.STALL, Side.TARGET)).contains("target took nothing", "2 s");
        assertThat(pace.describe(Expiry.STALL, Side.SOURCE)).contains("source gave nothing", "2 s");
        assertThat(pace.describe(Expiry.TIMEOUT, Side.TARGET)).contains("7 s");
    }
}
