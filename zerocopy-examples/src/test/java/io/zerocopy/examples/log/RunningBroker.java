package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A broker with its log on a thread of this JVM. */
final class RunningBroker implements Closeable {
    private final Log log;
    private final Broker broker;
    private final FutureTask<Void> serving;

    RunningBroker(Path folder, LogOptions logOptions, BrokerOptions options) throws IOException {
        this.log = Log.open(folder, logOptions);
        this.broker = new Broker(log, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
        this.serving = new FutureTask<>(() -> {
            broker.serve();
            return null;
        });
        new Thread(serving, "broker").start();
    }

    InetSocketAddress address() throws IOException {
        return broker.address();
    }

    long tornBytes() {
        return log.tornBytes();
    }

    int connections() {
        return broker.connections();
    }

    Producer producer() throws IOException {
        return new Producer(address());
    }

    /** Numbers from a first one on, each as its offset, in batches of up to 20. */
    void produce(Values values, long first, int count) throws IOException {
        try (Producer producer = producer()) {
            for (long next = first; next < first + count; next += 20) {
                int size = (int) Math.min(20, first + count - next);
                assertThat(producer.send(values.list(next, size))).isEqualTo(next);
            }
        }
    }

    Consumer consumer(long offset) throws IOException {
        return new Consumer(address(), offset, 64 * 1024);
    }

    @Override
    public void close() throws IOException {
        broker.close();
        try (log) {
            serving.get();
        } catch (ExecutionException e) {
            throw new IOException("the broker has failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
