package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;

/** Appends records to a broker's log. For one thread. */
public final class Producer implements Closeable {
    private final Link link;

    /**
     * Connects.
     *
     * @param broker where it listens
     * @throws IOException if it does not
     */
    public Producer(SocketAddress broker) throws IOException {
        this.link = new Link(broker);
    }

    /**
     * Appends records as one batch: all of them, next to each other, or none. When this throws anything but a
     * {@link BrokerException}, the connection is gone and it is not known whether they have been appended.
     *
     * @param values at least one
     * @return the offset of the first, when the broker has acknowledged them
     * @throws BrokerException if the broker refuses them
     * @throws IOException if the connection fails
     */
    public long send(List<byte[]> values) throws IOException {
        var batch = Batch.of(values);
        return link.ask(Request.produce(batch.remaining()), batch).offset();
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
