package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.WithoutSelectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A channel in a selector of ours: what is kept of it, what cannot be had, and that nothing is left. */
@ExtendWith(LeftOvers.class)
class RegistrationTest {
    private Pipe pipe;

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        pipe.source().close();
        pipe.sink().close();
    }

    private Registration register() throws IOException {
        return Objects.requireNonNull(Registration.of(pipe.source()));
    }

    @Test
    void itSaysWhenItsChannelIsReady() throws IOException {
        Registration registration = register();
        assertThat(registration.isOf(pipe.source())).isTrue();
        assertThat(registration.isOf(pipe.sink())).isFalse();
        assertThat(registration.select(SelectionKey.OP_READ, 1, Watchdog.NONE)).isFalse();
        pipe.sink().write(ByteBuffer.allocate(1));
        assertThat(registration.select(SelectionKey.OP_READ, 5_000, Watchdog.NONE))
                .isTrue();
        registration.close();
        pipe.source().configureBlocking(true);
        assertThat(pipe.source().isRegistered()).isFalse();
    }

    @Test
    void aChannelThatIsClosedMeanwhileIsNeverReady() throws IOException {
        Registration registration = register();
        pipe.source().close();
        assertThat(registration.select(SelectionKey.OP_READ, 5_000, Watchdog.NONE))
                .isFalse();
        registration.close();
    }

    @Test
    void channelsThatCannotBeRegistered() throws IOException {
        pipe.source().configureBlocking(true);
        assertThatThrownBy(() -> Registration.of(pipe.source())).isInstanceOf(IllegalBlockingModeException.class);
        pipe.source().close();
        assertThatThrownBy(() -> Registration.of(pipe.source())).isInstanceOf(ClosedChannelException.class);
    }

    /** A wrapper may name no provider, one without selectors, or one whose channel our selector does not take. */
    @Test
    void wrappersThatNobodySelects() throws IOException {
        for (SelectorProvider provider :
                new SelectorProvider[] {null, new WithoutSelectors(), SelectorProvider.provider()}) {
            Wrapper wrapper = new Wrapper(provider);
            wrapper.configureBlocking(false);
            assertThat(Registration.of(wrapper)).as("%s", provider).isNull();
            wrapper.close();
        }
    }

    private static final class Wrapper extends AbstractSelectableChannel {
        Wrapper(@Nullable SelectorProvider provider) {
            super(provider);
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_READ;
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    /** A few are kept, empty and open; all others are closed. */
    @Test
    void whichSelectorsAreKept() throws IOException {
        SelectorProvider provider = SelectorProvider.provider();
        List<Selector> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(KeptSelectors.acquire(provider));
        }
        for (Selector each : many) {
            KeptSelectors.release(each);
        }
        long kept = many.stream().filter(Selector::isOpen).count();
        assertThat(kept).isBetween(1L, 50L);
        Selector first = KeptSelectors.acquire(provider);
        assertThat(many).contains(first);
        SelectableChannel channel = pipe.source();
        SelectionKey key = channel.register(first, 0);
        KeptSelectors.release(first);
        assertThat(first.isOpen()).as("one that has a key").isFalse();
        assertThat(key.isValid()).isFalse();
        Selector closed = KeptSelectors.acquire(provider);
        closed.close();
        KeptSelectors.release(closed);
        Selector next = KeptSelectors.acquire(provider);
        assertThat(next.isOpen()).isTrue();
        KeptSelectors.release(next);
    }
}
