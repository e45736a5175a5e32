package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that is killed at any moment, wherever it is in an answer, and goes on with a new connection where it was.
 * It looks at every record: the offsets have no gap, nor have the numbers of any producer.
 */
final class MortalConsumer implements Callable<Void> {
    private static final int NUMBER_BITS = 40;

    private final InetSocketAddress broker;
    private final Values values;
    private final AtomicLong end;
    private final Map<Long, Long> nextNumbers = new HashMap<>();
    private volatile @Nullable SocketChannel channel;
    private long delivered;
    private int deaths;

    MortalConsumer(InetSocketAddress broker, Values values, AtomicLong end) {
        this.broker = broker;
        this.values = values;
        this.end = end;
    }

    static long firstNumberOf(int producer) {
        return (long) producer << NUMBER_BITS;
    }

    @Override
    public Void call() throws IOException {
        while (delivered < end.get()) {
            try (Consumer consumer = new Consumer(broker, delivered, 256 * 1024)) {
                channel = consumer.channel();
                while (delivered < end.get()) {
                    consumer.poll(Duration.ofMillis(200)).forEach(this::take);
                }
            } catch (IOException e) {
                if (channel != null && channel.isOpen()) {
                    throw e;
                }
                deaths++;
            }
        }
        return null;
    }

    private void take(LogRecord record) {
        assertThat(record.offset()).isEqualTo(delivered);
        long number = Values.numberOf(record.value());
        long producer = number >>> NUMBER_BITS;
        assertThat(number).isEqualTo(nextNumbers.getOrDefault(producer, producer << NUMBER_BITS));
        // Every byte of every 16th; the checksum of the batch has been looked at anyway.
        if (delivered % 16 == 0) {
            assertThat(record.value()).isEqualTo(values.value(number));
        }
        nextNumbers.put(producer, number + 1);
        delivered++;
    }

    /** Its connection is reset, as by the kernel for a process that has died with bytes unread. */
    void kill() throws IOException {
        SocketChannel dying = channel;
        if (dying != null && dying.isOpen()) {
            dying.setOption(StandardSocketOptions.SO_LINGER, 0);
            dying.close();
        }
    }

    long delivered() {
        return delivered;
    }

    int deaths() {
        return deaths;
    }
}
