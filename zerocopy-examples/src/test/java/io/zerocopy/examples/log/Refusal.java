package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.assertj.core.api.AbstractThrowableAssert;

/** Something that a broker has to refuse. */
interface Refusal {
    Object call() throws IOException;

    /** Calls it, and looks at the reason. */
    static AbstractThrowableAssert<?, ?> require(Status status, Refusal refused) {
        BrokerException thrown = catchThrowableOfType(BrokerException.class, refused::call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.status()).isEqualTo(status);
        return assertThat(thrown);
    }
}
