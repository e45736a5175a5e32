package io.zerocopy.examples.bench;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The far process: receives, or sends, so that its CPU, memory and locks are not those of what is measured. */
public final class Peer implements Closeable {
    private static final long PATIENCE_SECONDS = 10;

    private final Process process;
    private final InetSocketAddress address;

    private Peer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts the process and waits until it listens on the loopback interface. */
    public static Peer start() throws IOException {
        return start(List.of());
    }

    /** Starts it on a CPU that is not the sender's, where the system lets us choose: see {@link Pinning}. */
    public static Peer startPinned() throws IOException {
        return start(Pinning.onPeerCpu());
    }

    private static Peer start(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ChildJvm.command(PeerMain.class, List.of()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port = process.inputReader().readLine();
        if (port == null) {
            throw new IOException("the far process did not start");
        }
        return new Peer(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Connects, tells the peer its job, and waits until it is about to do it. */
    public static Socket connect(InetSocketAddress address, Job job, Side.Wire wire) throws IOException {
        Socket socket = wire.connect(address);
        try {
            job.writeTo(new DataOutputStream(socket.getOutputStream()));
            if (socket.getInputStream().read() != PeerMain.READY) {
                throw new IOException("the far process hung up");
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Ends the stream and waits for the peer's answer: then it has received all, or sent it. */
    public static byte[] finish(Socket socket) throws IOException {
        if (socket.getChannel() != null) {
            socket.getChannel().configureBlocking(true);
        }
        socket.shutdownOutput();
        return socket.getInputStream().readAllBytes();
    }

    /** Lets the process end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
