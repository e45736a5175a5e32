package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Pace.Expiry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random histories of transfers on a virtual clock, which may begin anywhere, against an oracle that keeps the whole
 * history and adds it up anew at each look.
 *
 * <p>A failure prints its seed; {@code -Dzerocopy.model.seed=S} runs that history alone,
 * {@code -Dzerocopy.model.cases=N} makes their number another.
 */
final class PaceModelTest {
    private static final int HISTORIES = 20_000;
    private static final int MOST_STEPS = 60;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void limitsRunOutWhenTheHistorySaysSo() {
        Long seed = Long.getLong("zerocopy.model.seed");
        if (seed != null) {
            new History(seed).play();
            return;
        }
        for (long each = 0; each < Integer.getInteger("zerocopy.model.cases", HISTORIES); each++) {
            new History(each).play();
        }
    }

    /** A span of virtual time, from the start of the history. */
    private record Span(long from, long to) {
        long within(long begin, long end) {
            return Math.max(0, Math.min(to, end) - Math.max(from, begin));
        }
    }

    /** One transfer: steps, waits and holds, in the order in which the loop reports them. */
    private static final class History {
        private final long seed;
        private final SplittableRandom random;
        private final long stall;
        private final long timeout;
        private final long bytesPerSecond;
        private final long start;
        private final Pace pace;
        /** Virtual nanoseconds since the start. */
        private long now;

        private final List<Span> holds = new ArrayList<>();
        private @Nullable Long heldSince;
        private @Nullable Long waitingSince;
        private final List<long[]> moves = new ArrayList<>();

        History(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.stall = limit();
            this.timeout = limit();
            this.bytesPerSecond = random.nextInt(3) == 0 ? 0 : Math.max(1, (long) Math.exp(random.nextDouble() * 21));
            this.start = switch (random.nextInt(3)) {
                case 0 -> 0;
                case 1 -> Long.MAX_VALUE - random.nextLong(10 * SECOND);
                default -> random.nextLong();
            };
            RateLimit rate = bytesPerSecond == 0 ? null : RateLimit.ofBytesPerSecond(bytesPerSecond);
            this.pace = new Pace(stall, timeout, rate, start);
        }

        private long limit() {
            return random.nextInt(3) == 0 ? Pace.UNLIMITED_NANOS : 1 + random.nextLong(2 * SECOND);
        }

        void play() {
            int steps = random.nextInt(MOST_STEPS);
            for (int i = 0; i < steps; i++) {
                pass();
                step();
                look();
            }
            judgeRate();
        }

        private void pass() {
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> now += random.nextLong(1000);
                case 2 -> now += random.nextLong(SECOND / 100);
                default -> now += random.nextLong(SECOND);
            }
        }

        private long clock() {
            return start + now;
        }

        private void step() {
            long wanted = 1 + random.nextLong(1 << 20);
            long granted = pace.grant(wanted, clock());
            check(granted >= 0 && granted <= wanted, "granted " + granted + " of " + wanted);
            if (granted == 0) {
                hold();
                return;
            }
            Long held = heldSince;
            if (held != null) {
                holds.add(new Span(held, now));
                heldSince = null;
            }
            long moved = random.nextInt(3) == 0 ? 0 : 1 + random.nextLong(granted);
            long grantedAt = now;
            if (random.nextBoolean()) {
                pace.entersDisk(clock());
                long since = now;
                pass();
                holds.add(new Span(since, now));
            }
            pace.stepped(moved);
            // Or nothing moved, but something was read.
            boolean progress = moved > 0 || random.nextInt(8) == 0;
            pace.leaves(progress ? Math.max(1, moved) : 0, clock());
            if (moved > 0) {
                moves.add(new long[] {grantedAt, moved});
            }
            if (progress) {
                waitingSince = null;
            } else {
                waitingSince = waitingSince == null ? Long.valueOf(now) : waitingSince;
            }
            if (!progress) {
                pace.waits(clock());
            }
        }

        /** The rate says for how long, and means it. */
        private void hold() {
            long nanos = pace.holdNanos(clock());
            double ofOneGrant = Math.max(1.0, bytesPerSecond / 50.0) / bytesPerSecond * SECOND;
            check(nanos > 0 && nanos <= ofOneGrant + 2, "held for " + nanos + " ns");
            heldSince = heldSince == null ? Long.valueOf(now) : heldSince;
            if (random.nextBoolean()) {
                now += nanos;
                check(pace.holdNanos(clock()) == 0, "held for longer than it said");
            }
        }

        private void look() {
            long timeLeft = timeout == Pace.UNLIMITED_NANOS ? Pace.UNLIMITED_NANOS : timeout - now;
            long stallLeft = stall == Pace.UNLIMITED_NANOS ? Pace.UNLIMITED_NANOS : stall - waited();
            Expiry expected = Expiry.NOTHING;
            if (timeLeft <= 0) {
                expected = Expiry.TIMEOUT;
            } else if (stallLeft <= 0) {
                expected = Expiry.STALL;
            }
            check(pace.expiry(clock()) == expected, "expiry is " + pace.expiry(clock()) + ", not " + expected);
            long left = Math.min(timeLeft, stallLeft);
            check(pace.remainingNanos(clock()) == left, "left are " + pace.remainingNanos(clock()) + ", not " + left);
            if (left > 0 && left != Pace.UNLIMITED_NANOS && heldSince == null) {
                Expiry first = timeLeft <= stallLeft ? Expiry.TIMEOUT : Expiry.STALL;
                check(pace.first(clock() + left) == first, "first is " + pace.first(clock() + left));
            }
        }

        /** What the peer has let pass since it was first found to take nothing: not what the rate held. */
        private long waited() {
            Long since = waitingSince;
            if (since == null) {
                return 0;
            }
            Long held = heldSince;
            long waited = now - since - (held == null ? 0 : new Span(held, now).within(since, now));
            for (Span hold : holds) {
                waited -= hold.within(since, now);
            }
            return waited;
        }

        /**
         * In no span of time do more bytes move than the rate, a credit of a twentieth of a second and one grant allow.
         */
        private void judgeRate() {
            if (bytesPerSecond == 0) {
                return;
            }
            double allowedAtOnce = 0.05 * bytesPerSecond + Math.max(1, bytesPerSecond / 50.0) + 1;
            for (int from = 0; from < moves.size(); from++) {
                double bytes = 0;
                for (int to = from; to < moves.size(); to++) {
                    bytes += moves.get(to)[1];
                    double seconds = (moves.get(to)[0] - moves.get(from)[0]) / (double) SECOND;
                    check(
                            bytes <= allowedAtOnce + seconds * bytesPerSecond * 1.001,
                            bytes + " bytes in " + seconds + " s");
                }
            }
        }

        private void check(boolean rule, String otherwise) {
            if (!rule) {
                assertThat(rule)
                        .as(
                                "%s%n  after %,d ns of stall %,d, timeout %,d, %,d bytes/s, from %d%n"
                                        + "  run it again with -Dtest=PaceModelTest -Dzerocopy.model.seed=%d",
                                otherwise, now, stall, timeout, bytesPerSecond, start, seed)
                        .isTrue();
            }
        }
    }
}
