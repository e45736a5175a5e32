package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.Background;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The pool hands out each buffer to one user at a time, keeps a bounded number, and lets go of sizes no longer used.
 */
class BufferPoolTest {
    private static final int SIZE = 4096;

    private final BufferPool pool = new BufferPool();

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
        assertThat(pool.acquire(SIZE + 1).capacity()).isEqualTo(SIZE + 1);
        assertThat(pool.acquire(SIZE)).isSameAs(small);
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
            ByteBuffer buffer = pool.acquire(SIZE);
            buffer.clear().putInt(0, mark);
            Thread.onSpinWait();
            clashes += buffer.getInt(0) == mark ? 0 : 1;
            pool.release(buffer);
        }
        return clashes;
    }
}
