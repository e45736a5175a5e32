package io.zerocopy.model;

import io.zerocopy.testkit.ConnectedPair;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real socket or pipe whose other end is a {@link RandomReader} on a thread of its own. */
final class PeerTarget implements ModelTarget {
    private static final long PATIENCE_SECONDS = 30;

    private final SelectableChannel sender;
    private final Channel receiver;
    private final boolean tcp;
    private final boolean stream;
    private final boolean blocking;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final RandomReader reading;
    private final Future<byte[]> reader;
    private boolean sawReset;

    /** Connects, and starts the peer. {@code fault} is the peer's part in what goes wrong. */
    PeerTarget(TargetPlan plan, Dice dice, Trigger fault, ExecutorService peers) throws IOException {
        if (plan.kind() == TargetPlan.Kind.PIPE) {
            Pipe pipe = Pipe.open();
            this.sender = pipe.sink();
            this.receiver = pipe.source();
        } else {
            ConnectedPair pair = ConnectedPair.over(
                    plan.kind().isTcp() ? ConnectedPair.Family.TCP : ConnectedPair.Family.UNIX, plan.bufferBytes());
            this.sender = pair.sender();
            this.receiver = pair.receiver();
        }
        this.tcp = plan.kind().isTcp();
        this.stream = plan.kind().isStream();
        this.blocking = plan.blocking();
        sender.configureBlocking(blocking);
        this.reading = new RandomReader((ReadableByteChannel) receiver, plan.largestPiece(), dice.split(), fault);
        this.reader = peers.submit(() -> {
            begun.await();
            return reading.call();
        });
    }

    /** Nothing goes wrong before the call. */
    @Override
    public void begin() {
        begun.countDown();
    }

    void closePeer() throws IOException {
        receiver.close();
    }

    /** Lets the sender find a reset, where the protocol knows one. */
    void resetPeer() throws IOException {
        if (receiver instanceof SocketChannel socket
                && socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        receiver.close();
    }

    void shutdownOutput() throws IOException {
        ((SocketChannel) sender).shutdownOutput();
    }

    @Override
    public WritableByteChannel channel() {
        return (WritableByteChannel) sender;
    }

    @Override
    public boolean isStream() {
        return stream;
    }

    @Override
    public OutputStream stream() {
        return Channels.newOutputStream(channel());
    }

    @Override
    public boolean isOpen() {
        return sender.isOpen();
    }

    @Override
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (sender.isOpen() && sender.isRegistered()) {
            complaints.add("still registered with a selector");
        }
        if (sender.isOpen() && sender.isBlocking() != blocking) {
            complaints.add("left in another mode");
        }
        return complaints;
    }

    /** What the peer had got when it saw the end, or a reset, which only TCP has: see {@link #sawReset}. */
    @Override
    public byte[] finish() throws IOException {
        sender.close();
        try {
            return reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            sawReset = tcp && e.getCause() instanceof IOException;
            if (!sawReset) {
                throw new IOException("the peer failed: " + e.getCause(), e.getCause());
            }
            return reading.received();
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the peer sees no end although the sender's end is closed", e);
        } finally {
            receiver.close();
        }
    }

    /** Tells whether the peer, a TCP one, was reset; asked when it is finished. */
    boolean sawReset() {
        return sawReset;
    }

    @Override
    public void close() throws IOException {
        begin();
        sender.close();
        receiver.close();
    }
}
