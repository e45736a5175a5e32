package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/**
 * The pool hands out each buffer to one user at a time, keeps a bounded number, and lets go of sizes no longer used.
 */
class BufferPoolTest {
    private static final int SIZE = 4096;

    private static final long PLENTY_BYTES = 1L << 30;

    private final BufferPool pool = new BufferPool(PLENTY_BYTES);

    @Test
    void whatComesBackIsHandedOutAgainEmpty() {
        ByteBuffer first = pool.acquire(SIZE);
        assertThat(first.isDirect()).isTrue();
        assertThat(first.capacity()).isEqualTo(SIZE);
        assertThat(first.hasRemaining()).isFalse();
        first.clear().putLong(1).limit(100);
        pool.release(first);
        ByteBuffer again = pool.acquire(SIZE);
        assertThat(again).isSameAs(first);
        assertThat(again.hasRemaining()).isFalse();
        assertThat(pool.acquire(SIZE)).isNotSameAs(first);
    }

    @Test
    void anotherSizeIsAnotherBuffer() {
        ByteBuffer small = pool.acquire(SIZE);
        pool.release(small);
        assertThat(pool.acquire(SIZE + 1).capacity()).isGreaterThan(SIZE);
        assertThat(pool.acquire(SIZE)).isSameAs(small);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 1024, 1025, 4096, 5000, 20_000, 20_480, 100_000, 262_144, 262_145, 5_000_000})
    void thereIsRoomForWhatIsWantedAndNotMuchMore(int bytes) {
        assertThat(pool.acquire(bytes).capacity()).isBetween(bytes, Math.max(1024, bytes + bytes / 4));
    }

    /** A pool that cannot lend so much in one piece lends less, also of what no buffer could hold. */
    @Test
    void whatIsFarTooMuchIsLess() {
        assertThat(new BufferPool(64L << 20).acquire(Integer.MAX_VALUE).capacity())
                .isEqualTo(1 << 20);
    }

    @Test
    void slightlyDifferentSizesShareABuffer() {
        ByteBuffer first = pool.acquire(20_001);
        pool.release(first);
        assertThat(pool.acquire(19_876)).isSameAs(first);
    }

    /** A pool full of one size that nobody uses any more, and two that are in use by turns. */
    @Test
    void twoSizesInUseDoNotPushEachOtherOut() {
        List<ByteBuffer> old = new ArrayList<>();
        for (int i = 0; i < BufferPool.SLOTS; i++) {
            old.add(pool.acquire(100_000));
        }
        old.forEach(pool::release);
        ByteBuffer one = pool.acquire(SIZE);
        pool.release(one);
        ByteBuffer other = pool.acquire(2 * SIZE);
        pool.release(other);
        for (int i = 0; i < 3; i++) {
            ByteBuffer small = pool.acquire(SIZE);
            assertThat(small).isSameAs(one);
            pool.release(small);
            ByteBuffer large = pool.acquire(2 * SIZE);
            assertThat(large).isSameAs(other);
            pool.release(large);
        }
    }

    /** Thousands of peers that do not read: each gets a buffer, all together get little more than the budget. */
    @Test
    void theMoreAreOutTheSmallerTheyAre() {
        long budget = 16L << 20;
        BufferPool small = new BufferPool(budget);
        List<ByteBuffer> stuck = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < 2000; i++) {
            ByteBuffer buffer = small.acquire(256 * 1024);
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.capacity()).isBetween(BufferPool.SMALLEST_SHARE_BYTES, 256 * 1024);
            stuck.add(buffer);
            bytes += buffer.capacity();
        }
        assertThat(stuck.get(0).capacity()).isEqualTo(256 * 1024);
        assertThat(stuck.get(40).capacity()).isGreaterThanOrEqualTo(128 * 1024);
        assertThat(bytes).isLessThan(budget + 2000L * BufferPool.SMALLEST_SHARE_BYTES);
        assertThat(small.acquire(20_000).capacity()).isEqualTo(BufferPool.SMALLEST_SHARE_BYTES);
        stuck.forEach(small::release);
        assertThat(small.acquire(200 * 1024).capacity()).isGreaterThanOrEqualTo(200 * 1024);
    }

    /** The JVM never says just a power of two. */
    @Test
    void theLargestShareOfAnOddBudgetIsKept() {
        BufferPool odd = new BufferPool(15_900_000);
        ByteBuffer buffer = odd.acquire(256 * 1024);
        odd.release(buffer);
        assertThat(odd.acquire(256 * 1024)).isSameAs(buffer);
    }

    @Test
    void whatIsKeptIsSmallBesideASmallBudget() {
        BufferPool small = new BufferPool(1 << 20);
        ByteBuffer buffer = small.acquire(SIZE);
        small.release(buffer);
        assertThat(small.acquire(SIZE)).isSameAs(buffer);
        List<ByteBuffer> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(small.acquire(256 * 1024));
        }
        assertThat(all).allMatch(each -> each.capacity() <= (1 << 20) / 64 * 5 / 4);
    }

    /** The application has all of it, and takes whatever becomes free: a copy goes on all the same. */
    @Test
    void withoutDirectMemoryASendGetsThrough() throws Exception {
        ChildJvm.Finished child = ChildJvm.of(WithoutDirectMemoryMain.class)
                .with(BufferPool.class, Logger.class)
                .options("-Xmx64m", "-XX:MaxDirectMemorySize=16m")
                .run();
        assertThat(child.requireSuccess()).contains("all there");
    }

    @Test
    void onlySoManyAreKept() {
        List<ByteBuffer> all = new ArrayList<>();
        for (int i = 0; i < BufferPool.SLOTS + 5; i++) {
            all.add(pool.acquire(SIZE));
        }
        all.forEach(pool::release);
        IdentityHashMap<ByteBuffer, Boolean> known = new IdentityHashMap<>();
        all.forEach(buffer -> known.put(buffer, true));
        int kept = 0;
        for (int i = 0; i < all.size(); i++) {
            kept += known.containsKey(pool.acquire(SIZE)) ? 1 : 0;
        }
        assertThat(kept).isEqualTo(BufferPool.SLOTS);
    }

    @Test
    void largeOnesAreNotKept() {
        BufferPool pool = new BufferPool(PLENTY_BYTES);
        ByteBuffer largest = pool.acquire(BufferPool.LARGEST_KEPT_BYTES);
        ByteBuffer larger = pool.acquire(BufferPool.LARGEST_KEPT_BYTES + 1);
        pool.release(largest);
        pool.release(larger);
        assertThat(pool.acquire(BufferPool.LARGEST_KEPT_BYTES)).isSameAs(largest);
        assertThat(pool.acquire(BufferPool.LARGEST_KEPT_BYTES + 1)).isNotSameAs(larger);
    }

    @Test
    void aSizeNoLongerUsedMakesRoom() {
        List<ByteBuffer> old = new ArrayList<>();
        for (int i = 0; i < BufferPool.SLOTS; i++) {
            old.add(pool.acquire(SIZE));
        }
        old.forEach(pool::release);
        ByteBuffer current = pool.acquire(2 * SIZE);
        pool.release(current);
        assertThat(pool.acquire(2 * SIZE)).isSameAs(current);
    }

    /** Two threads that had one buffer at the same time would see each other's mark. */
    @Test
    void noBufferHasTwoUsers() throws Exception {
        List<Background<Integer>> users = new ArrayList<>();
        for (int user = 0; user < 4; user++) {
            int mark = user + 1;
            users.add(Background.start(() -> clashes(mark)));
        }
        for (Background<Integer> user : users) {
            assertThat(user.get()).isZero();
        }
    }

    private int clashes(int mark) {
        int clashes = 0;
        for (int i = 0; i < 50_000; i++) {
            ByteBuffer buffer = pool.acquire(SIZE + (i % 3) * 1000);
            buffer.clear().putInt(0, mark);
            Thread.onSpinWait();
            clashes += buffer.getInt(0) == mark ? 0 : 1;
            pool.release(buffer);
        }
        return clashes;
    }
}
