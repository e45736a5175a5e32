package io.zerocopy;

import static io.zerocopy.TransferMechanism.BUFFER_WRITE;
import static io.zerocopy.TransferMechanism.DELEGATED;
import static io.zerocopy.TransferMechanism.DIRECT_BUFFER_COPY;
import static io.zerocopy.TransferMechanism.HEAP_COPY;
import static io.zerocopy.TransferMechanism.SENDFILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a person reads of a transfer. */
class TransferResultTest {
    private static final long ELAPSED_NANOS = 2_000_000;

    private final Tally tally = new Tally(SENDFILE);

    @Test
    void allByTheKernelIsZeroCopy() {
        tally.add(SENDFILE, 1_000_000);
        assertThat(text()).isEqualTo("1,000,000 bytes by SENDFILE (zero copy) in 2.000 ms, 500.0 MB/s");
    }

    @Test
    void whatWasCopiedBesideIsSaid() {
        tally.add(SENDFILE, 995_904);
        tally.add(DIRECT_BUFFER_COPY, 4_096);
        assertThat(text())
                .startsWith("1,000,000 bytes by SENDFILE 995,904 + DIRECT_BUFFER_COPY 4,096"
                        + " (zero copy but for 4,096 bytes) in ");
    }

    @Test
    void oneByteIsNotSeveral() {
        tally.add(SENDFILE, 1);
        assertThat(text()).startsWith("1 byte by SENDFILE (zero copy) in ");
        tally.add(DIRECT_BUFFER_COPY, 1);
        assertThat(text()).contains(" (zero copy but for 1 byte) in ");
    }

    @Test
    void copiesOfAllKindsAreAdded() {
        tally.add(DELEGATED, 20_000);
        tally.add(DIRECT_BUFFER_COPY, 1_000);
        tally.add(HEAP_COPY, 500);
        assertThat(text()).contains(" (zero copy but for 1,500 bytes) in ");
    }

    @Test
    void whereMostWasCopiedTheRestIsSaid() {
        tally.add(HEAP_COPY, 5_000);
        tally.add(SENDFILE, 4_999);
        assertThat(text()).contains(" (copied but for 4,999 bytes) in ");
    }

    @Test
    void allThroughABufferIsCopied() {
        tally.add(DIRECT_BUFFER_COPY, 7);
        assertThat(text()).startsWith("7 bytes by DIRECT_BUFFER_COPY (copied) in ");
    }

    @Test
    void aCallersBytesCountNeitherWay() {
        tally.add(BUFFER_WRITE, 200);
        tally.add(DIRECT_BUFFER_COPY, 7);
        assertThat(text()).startsWith("207 bytes by DIRECT_BUFFER_COPY 7 + BUFFER_WRITE 200 (copied) in ");
    }

    @Test
    void whereNoByteOfAFileMovedThereIsNoLabel() {
        tally.add(BUFFER_WRITE, 200);
        assertThat(text()).startsWith("200 bytes by BUFFER_WRITE in ");
    }

    @Test
    void nothingHasNoLabel() {
        assertThat(text()).isEqualTo("0 bytes in 2.000 ms, 0.0 MB/s");
        assertThat(result().isZeroCopy()).isTrue();
        assertThat(result().elapsed()).isEqualTo(Duration.ofMillis(2));
    }

    private String text() {
        return result().toString();
    }

    private TransferResult result() {
        return new TransferResult(tally, ELAPSED_NANOS);
    }
}
