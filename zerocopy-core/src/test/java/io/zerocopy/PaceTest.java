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
    void aStepThatMayBlockIsWhatTheSlowestPeerReads() {
        assertThat(pace(2_000_000_000, NEVER, 0).blockingStepBytes()).isEqualTo(2 * 32 * 1024);
    }

    @Test
    void itSaysWhatRanOut() {
        Pace pace = pace(2_000_000_000, 7_000_000_000L, 0);
        assertThat(pace.describe(Expiry.STALL, Side.TARGET)).contains("target took nothing", "2 s");
        assertThat(pace.describe(Expiry.STALL, Side.SOURCE)).contains("source gave nothing", "2 s");
        assertThat(pace.describe(Expiry.TIMEOUT, Side.TARGET)).contains("7 s");
    }

    @Test
    void oneLimitIsEnough() {
        assertThat(Pace.of(TransferOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(1)), 0)
                        .hasTimeLimit())
                .isTrue();
        assertThat(Pace.of(TransferOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1)), 0)
                        .hasTimeLimit())
                .isTrue();
        Pace rated = Pace.of(TransferOptions.DEFAULTS.withRateLimit(RateLimit.ofBytesPerSecond(1000)), 0);
        assertThat(rated.hasTimeLimit()).isFalse();
        assertThat(rated.grant(Long.MAX_VALUE, 0)).isEqualTo(5);
        Conversation conversation = Conversation.create();
        Pace talking = Pace.of(TransferOptions.DEFAULTS.withConversation(conversation), 0);
        assertThat(talking.conversation()).isSameAs(conversation);
        assertThat(talking.hasTimeLimit()).isFalse();
        assertThat(talking.isCancelled()).isFalse();
        conversation.cancel();
        assertThat(talking.isCancelled()).isTrue();
        assertThat(rated.isCancelled()).isFalse();
        assertThat(rated.conversation()).isNull();
    }

    /** The one that all transfers without limits share must stay as it is. */
    @Test
    void nothingIsNotedWithoutLimits() {
        Pace.FREE.waits(0);
        Pace.FREE.entersDisk(10);
        Pace.FREE.leaves(1, 20);
        Pace.FREE.resumes(30);
        Pace.FREE.stepped(1);
        Pace.FREE.end();
        assertThat(Pace.FREE.remainingStallNanos(40)).isEqualTo(NEVER);
        assertThat(Pace.FREE.nextLookNanos(40)).isEqualTo(NEVER);
        assertThat(Pace.FREE.holdNanos(Thread.currentThread(), 40)).isZero();
    }

    @Test
    void anEventLoopLooksSoonWhereTheWaitHasNotBegun() {
        Pace pace = pace(STALL, TIMEOUT, 0);
        assertThat(pace.nextLookNanos(0)).as("to begin it").isEqualTo(STALL / 8);
        pace.waits(100);
        assertThat(pace.nextLookNanos(300)).as("to end it").isEqualTo(STALL - 200);
        pace.leaves(1, 400);
        assertThat(pace.nextLookNanos(TIMEOUT - 7)).as("the whole").isEqualTo(7);
        assertThat(pace(NEVER, TIMEOUT, 0).nextLookNanos(5)).isEqualTo(TIMEOUT - 5);
        Pace patient = pace(NEVER, NEVER - 1, 0);
        patient.waits(3);
        assertThat(patient.nextLookNanos(5)).isEqualTo(NEVER - 6);
    }

    @Test
    void whatOthersOfAConversationLeave() {
        assertThat(pace(STALL, NEVER, 0).remainingOfConversationNanos(7)).isEqualTo(Long.MIN_VALUE);
        Conversation both = Conversation.create();
        Pace one = new Pace(STALL, NEVER, null, both, 0);
        new Pace(STALL, NEVER, null, both, 0).leaves(1, 100);
        assertThat(one.remainingOfConversationNanos(300)).isEqualTo(STALL - 200);
    }

    @Test
    void aNudgeBeyondTheGrantIsPaidFor() {
        Pace pace = new Pace(NEVER, NEVER, RateLimit.ofBytesPerSecond(1000), 0);
        assertThat(pace.grant(Long.MAX_VALUE, 0)).isEqualTo(5);
        pace.stepped(5);
        pace.stepped(3);
        assertThat(pace.grant(Long.MAX_VALUE, 0)).isZero();
        assertThat(pace.holdNanos(0)).isEqualTo(8_000_000);
    }

    /** Who moves keeps the rest of its turn while others wait; who moves nothing gives it to them. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void theRestOfATurnStaysWithWhoMoves(long moved) {
        RateLimit rate = RateLimit.ofBytesPerSecond(1000);
        Pace first = new Pace(NEVER, NEVER, rate, 0);
        Pace other = new Pace(NEVER, NEVER, rate, 0);
        assertThat(first.grant(Long.MAX_VALUE, 0)).isEqualTo(5);
        assertThat(other.grant(Long.MAX_VALUE, 0)).isZero();
        first.stepped(moved);
        assertThat(first.grant(Long.MAX_VALUE, 0)).isEqualTo(moved == 0 ? 0 : 4);
    }

    /** What is over stands in nobody's way. */
    @Test
    void theEndGivesUpThePlace() {
        RateLimit rate = RateLimit.ofBytesPerSecond(1000);
        Pace first = new Pace(NEVER, NEVER, rate, 0);
        Pace other = new Pace(NEVER, NEVER, rate, 0);
        assertThat(first.grant(Long.MAX_VALUE, 0)).isEqualTo(5);
        first.stepped(5);
        assertThat(first.grant(Long.MAX_VALUE, 0)).isZero();
        assertThat(other.grant(Long.MAX_VALUE, 0)).isZero();
        assertThat(other.holdNanos(Thread.currentThread(), 0)).isEqualTo(10_000_000);
        first.end();
        assertThat(other.holdNanos(Thread.currentThread(), 0)).isEqualTo(5_000_000);
    }

    /** A peer that let time pass before the rate held it, and again afterwards: both count, the hold does not. */
    @Test
    void aHoldClosesTheWaitAndLeavesItsTime() {
        RateLimit rate = RateLimit.ofBytesPerSecond(1);
        Pace pace = new Pace(STALL, NEVER, rate, 0);
        assertThat(pace.grant(1, 0)).isEqualTo(1);
        pace.stepped(1);
        pace.waits(100);
        assertThat(pace.grant(1, 400)).isZero();
        assertThat(pace.remainingStallNanos(900_000)).isEqualTo(STALL - 300);
        pace.waits(1_000_000);
        assertThat(pace.remainingStallNanos(1_000_100)).isEqualTo(STALL - 400);
    }
}
