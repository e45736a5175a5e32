package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Capabilities;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Null;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options are immutable and refuse nonsense; capabilities say something about every mechanism. */
class OptionsTest {
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aChunkIsPositive(long bytes) {
        assertThatThrownBy(() -> DEFAULTS.withChunkSize(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk size")
                .hasMessageContaining(String.valueOf(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aBufferIsPositive(int bytes) {
        assertThatThrownBy(() -> DEFAULTS.withBufferSize(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("buffer size")
                .hasMessageContaining(String.valueOf(bytes));
    }

    @Test
    void nullsAreRefused() {
        assertThatThrownBy(() -> DEFAULTS.withZeroCopy(Null.of(ZeroCopyPolicy.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DEFAULTS.withListener(Null.of(TransferListener.class)))
                .isInstanceOf(NullPointerException.class);
        Capabilities capabilities = ZeroCopyTransfer.capabilities();
        assertThatThrownBy(() -> capabilities.has(Null.of(TransferMechanism.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> capabilities.reason(Null.of(TransferMechanism.class)))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void eachChangeMakesNewOptions() {
        String before = DEFAULTS.toString();
        TransferOptions changed = DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE)
                .withChunkSize(12_345)
                .withBufferSize(678)
                .withListener(new TransferListener() {
                    @Override
                    public String toString() {
                        return "my listener";
                    }
                });
        assertThat(changed.toString()).contains("REQUIRE", "12345", "678", "my listener");
        assertThat(DEFAULTS.toString()).isEqualTo(before).doesNotContain("my listener");
        // What was set stays when something else is set.
        assertThat(changed.withBufferSize(9).toString()).contains("REQUIRE", "12345", "my listener");
    }

    @ParameterizedTest
    @EnumSource
    void everyMechanismIsExplained(TransferMechanism mechanism) {
        Capabilities capabilities = ZeroCopyTransfer.capabilities();
        assertThat(capabilities.reason(mechanism)).isNotBlank();
        assertThat(capabilities.toString()).contains(mechanism.name(), capabilities.reason(mechanism));
        assertThat(ZeroCopyTransfer.capabilities()).isSameAs(capabilities);
    }

    @Test
    void copiesAreNotZeroCopyAndTheRestIs() {
        assertThat(Arrays.stream(TransferMechanism.values()).filter(TransferMechanism::isZeroCopy))
                .contains(TransferMechanism.SENDFILE, TransferMechanism.COPY_FILE_RANGE)
                .doesNotContain(TransferMechanism.DIRECT_BUFFER_COPY, TransferMechanism.HEAP_COPY);
    }
}
