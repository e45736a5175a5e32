package io.zerocopy;

import static io.zerocopy.TransferMechanism.DIRECT_BUFFER_COPY;
import static io.zerocopy.TransferMechanism.HEAP_COPY;
import static io.zerocopy.TransferMechanism.SENDFILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bytes are counted once, by the mechanism that moved them, in whatever order the mechanisms came. */
class TallyTest {
    private final Tally tally = new Tally(SENDFILE);

    private void requireSum() {
        assertThat(Arrays.stream(TransferMechanism.values())
                        .mapToLong(tally::bytesBy)
                        .sum())
                .isEqualTo(tally.totalBytes());
    }

    @Test
    void nothing() {
        assertThat(tally.totalBytes()).isZero();
        assertThat(tally.main()).isEqualTo(SENDFILE);
        assertThat(tally.copiedBytes()).isZero();
        requireSum();
    }

    @Test
    void oneMechanism() {
        tally.add(SENDFILE, 5);
        tally.add(SENDFILE, 6);
        assertThat(tally.bytesBy(SENDFILE)).isEqualTo(11);
        assertThat(tally.bytesBy(HEAP_COPY)).isZero();
        assertThat(tally.copiedBytes()).isZero();
        requireSum();
    }

    @Test
    void anotherThanExpected() {
        tally.add(HEAP_COPY, 7);
        assertThat(tally.main()).isEqualTo(HEAP_COPY);
        assertThat(tally.bytesBy(SENDFILE)).isZero();
        assertThat(tally.copiedBytes()).isEqualTo(7);
        requireSum();
    }

    @Test
    void severalInTurn() {
        tally.add(SENDFILE, 10);
        tally.add(HEAP_COPY, 4);
        tally.add(SENDFILE, 1);
        tally.add(DIRECT_BUFFER_COPY, 20);
        tally.add(HEAP_COPY, 3);
        assertThat(tally.totalBytes()).isEqualTo(38);
        assertThat(tally.bytesBy(SENDFILE)).isEqualTo(11);
        assertThat(tally.bytesBy(HEAP_COPY)).isEqualTo(7);
        assertThat(tally.bytesBy(DIRECT_BUFFER_COPY)).isEqualTo(20);
        assertThat(tally.main()).isEqualTo(DIRECT_BUFFER_COPY);
        assertThat(tally.copiedBytes()).isEqualTo(27);
        requireSum();
    }
}
