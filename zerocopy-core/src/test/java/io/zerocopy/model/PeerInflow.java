package io.zerocopy.model;

import io.zerocopy.testkit.ConnectedPair;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
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

/** A real socket or pipe whose other end is a {@link RandomWriter} on a thread of its own. */
final class PeerInflow implements Inflow {
    private static final long PATIENCE_SECONDS = 30;
    private static final int REST_BYTES = 64 * 1024;

    private final InflowPlan plan;
    private final SelectableChannel receiver;
    private final Channel sender;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Future<Integer> writer;
    private final List<String> complaints = new ArrayList<>();
    private long given = UNKNOWN;
    /** From then on nobody can tell how much of what was written has come. */
    private volatile boolean wasReset;

    /** Connects, and starts the peer. {@code fault} is the peer's part in what goes wrong. */
    PeerInflow(InflowPlan plan, Dice dice, Trigger fault, ExecutorService peers) throws IOException {
        this.plan = plan;
        if (plan.kind() == InflowPlan.Kind.PIPE) {
            Pipe pipe = Pipe.open();
            this.receiver = pipe.source();
            this.sender = pipe.sink();
        } else {
            ConnectedPair pair = ConnectedPair.over(
                    plan.kind() == InflowPlan.Kind.TCP ? ConnectedPair.Family.TCP : ConnectedPair.Family.UNIX,
                    plan.bufferBytes());
            this.receiver = pair.receiver();
            this.sender = pair.sender();
        }
        receiver.configureBlocking(plan.blocking());
        RandomWriter writing = new RandomWriter((WritableByteChannel) sender, plan, dice.split(), fault);
        this.writer = peers.submit(() -> {
            begun.await();
            return writing.call();
        });
    }

    /** Nothing goes wrong before the call. */
    @Override
    public void begin() {
        begun.countDown();
    }

    void closePeer() throws IOException {
        sender.close();
    }

    /** Lets the reader find a reset, where the protocol knows one. */
    void resetPeer() throws IOException {
        if (plan.kind() == InflowPlan.Kind.TCP) {
            wasReset = true;
            ((SocketChannel) sender).setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        sender.close();
    }

    @Override
    public ReadableByteChannel channel() {
        return (ReadableByteChannel) receiver;
    }

    @Override
    public boolean isOpen() {
        return receiver.isOpen();
    }

    @Override
    public List<String> complaints() {
        if (receiver.isOpen() && receiver.isRegistered()) {
            complaints.add("the source is still registered with a selector");
        }
        if (receiver.isOpen() && receiver.isBlocking() != plan.blocking()) {
            complaints.add("the source is left in another mode");
        }
        return complaints;
    }

    /** Reads what the library has left, which tells what it took. */
    @Override
    public long finish() throws IOException {
        ByteBuffer rest = receiver.isOpen() ? rest() : null;
        receiver.close();
        long written;
        try {
            written = writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the peer failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the peer writes on although nobody reads", e);
        }
        if (rest != null && !wasReset) {
            given = written - rest.remaining();
            if (SourceFiles.firstDifference(rest, plan.position() + given) >= 0) {
                throw new IOException("what is left is not what follows on the " + given + " bytes that were taken");
            }
        }
        return written;
    }

    private ByteBuffer rest() throws IOException {
        receiver.configureBlocking(true);
        ByteBuffer rest = ByteBuffer.allocate(plan.length() + 1);
        ByteBuffer piece = ByteBuffer.allocate(REST_BYTES);
        try {
            while (channel().read(piece.clear()) >= 0) {
                rest.put(piece.flip());
            }
        } catch (IOException e) {
            // A reset: what was on its way is gone.
        }
        return rest.flip();
    }

    @Override
    public long given() {
        return given;
    }

    @Override
    public void close() throws IOException {
        begin();
        receiver.close();
        sender.close();
    }
}
