package io.zerocopy.examples.log;

import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.ZeroCopyTransfer;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the broker. A request is read, waits if it has to, and is answered; only then the next one is read:
 * what a client sends ahead stays in its socket. Each turn does what can be done now and moves at most 1 MiB.
 */
final class Session implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Desk desk;
    private final Inbox inbox;
    private @Nullable Ticket ticket;
    private @Nullable PendingSend send;
    private @Nullable Slice sending;
    /** Where this consumer has got to: it goes on from here without a look at the index. */
    private @Nullable Mark place;

    Session(SocketChannel channel, SelectionKey key, Desk desk) {
        this.channel = channel;
        this.key = key;
        this.desk = desk;
        this.inbox = new Inbox(desk.buffers());
    }

    /** To be called when the channel is ready, when the log has grown or been flushed, and now and then. */
    void turn() {
        if (!key.isValid()) {
            return;
        }
        try {
            if (send != null) {
                advance(send);
            } else if (ticket != null) {
                answerIfDue(ticket);
            } else {
                read();
            }
        } catch (EOFException e) {
            close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection ends", e);
            reset();
        } catch (Error e) {
            // Also the unforeseen, and no memory left: one client's trouble must not end the others.
            LOG.warn("A connection ends", e);
            reset();
        }
    }

    private void read() throws IOException {
        switch (inbox.readFrom(channel)) {
            case INCOMPLETE -> {
                requireInTime();
                key.interestOps(SelectionKey.OP_READ);
            }
            case STARVING -> {
                key.interestOps(0);
                desk.buffers().enqueue(this);
            }
            case TOO_LARGE -> answer(desk.tooLarge(inbox.request()));
            case COMPLETE -> take(inbox.request());
        }
    }

    private void requireInTime() throws IOException {
        if (inbox.isLate(System.nanoTime())) {
            throw new IOException("a request has not come to its end in time");
        }
    }

    private void take(Request request) throws IOException {
        // While it waits, and while it is answered, nothing is read: a dead client is found out by the answer.
        key.interestOps(0);
        Ticket taken = switch (request.kind()) {
            case PRODUCE -> desk.produce(inbox.batch());
            case FETCH -> desk.fetch(request, place);
            case OFFSETS -> desk.offsets();
        };
        inbox.clear();
        answerIfDue(taken);
    }

    private void answerIfDue(Ticket taken) throws IOException {
        if (desk.isDue(taken)) {
            ticket = null;
            answer(taken.answer().get());
        } else {
            ticket = taken;
            desk.park(this);
        }
    }

    private void answer(Answer answer) throws IOException {
        inbox.clear();
        PendingSend begun = ZeroCopyTransfer.begin(answer.payload(), desk.sendOptions());
        begun.onReady(() -> {
            desk.isBackFromDisk(this);
            key.selector().wakeup();
        });
        send = begun;
        if (answer.slice() != null) {
            sending = answer.slice();
            place = sending.to();
            sending.segment().retain();
        }
        advance(begun);
    }

    private void advance(PendingSend sendingNow) throws IOException {
        sendingNow.advance(channel);
        if (sendingNow.isComplete()) {
            endSend();
            key.interestOps(SelectionKey.OP_READ);
        } else {
            // While another thread reads a cold segment the socket would wake the selector for nothing.
            key.interestOps(sendingNow.awaits() == Awaits.DISK ? 0 : SelectionKey.OP_WRITE);
        }
    }

    private void endSend() throws IOException {
        if (send != null) {
            send.close();
            send = null;
        }
        if (sending != null) {
            sending.segment().release();
            sending = null;
        }
    }

    /** The client sees a reset: what it has got must not look whole, and what it has not yet got is thrown away. */
    private void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("A connection was gone before its reset", e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        inbox.clear();
        try (channel) {
            endSend();
        } catch (IOException e) {
            LOG.debug("A connection did not close", e);
        }
    }
}
