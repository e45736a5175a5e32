package io.zerocopy.pending;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Conversation;
import io.zerocopy.HeldMemory;
import io.zerocopy.PendingRelay;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ten thousand relays that have carried something, and wait for more, hold next to nothing. */
@ExtendWith(LeftOvers.class)
class IdleTest {
    private static final Content CONTENT = Content.of(144);
    private static final int RELAYS = 10_000;
    private static final int MESSAGE_BYTES = 100;
    private static final int MOST_HEAP_BYTES = 4 * 1024;

    @Test
    void relaysHoldNothing() throws Exception {
        List<PendingRelay> idle = new ArrayList<>(RELAYS);
        // What is made once is there.
        begin(idle);
        long directBytes = Gauges.directBytes();
        long heapBytes = usedHeapBytes();
        for (int i = 1; i < RELAYS; i++) {
            begin(idle);
        }
        long each = (usedHeapBytes() - heapBytes) / (RELAYS - 1);
        assertThat(each).as("bytes of heap a relay").isLessThan(MOST_HEAP_BYTES);
        assertThat(Gauges.directBytes()).isLessThanOrEqualTo(directBytes);
        assertThat(HeldMemory.lentBytes()).isZero();
        for (PendingRelay relay : idle) {
            relay.close();
        }
    }

    private static void begin(List<PendingRelay> idle) throws IOException {
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(Duration.ofMinutes(1))
                .withConversation(Conversation.create());
        PendingRelay relay = ZeroCopyTransfer.beginRelay(options);
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        relay.advance(ContentSource.of(CONTENT, MESSAGE_BYTES).endingWith(() -> 0), target);
        assertThat(relay.transferred()).isEqualTo(MESSAGE_BYTES);
        idle.add(relay);
    }

    private static long usedHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
