package io.zerocopy.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The process behind {@link PeerProcess}: one thread and one selector for all connections, commands by stdin. */
final class PeerProcessMain {
    static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG = 4096;
    private static final String END = "end";

    private final Selector selector;
    private final Content content;
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    /** Direct, since the JDK would keep one of this size anyway. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private int interest;
    private long accepted;
    private long ended;
    private long bytes;
    private long wrong;

    private PeerProcessMain(Selector selector, Content content) {
        this.selector = selector;
        this.content = content;
    }

    public static void main(String[] arguments) throws Exception {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            PeerProcessMain peers = new PeerProcessMain(selector, Content.of(Long.parseLong(arguments[0])));
            Thread reader = new Thread(peers::readCommands, "commands");
            reader.setDaemon(true);
            reader.start();
            System.out.println(server.socket().getLocalPort());
            peers.serve();
        }
    }

    private void readCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                selector.wakeup();
            }
        } catch (IOException e) {
            System.err.println("commands: " + e);
        } finally {
            commands.add(END);
            selector.wakeup();
        }
    }

    private void serve() throws IOException {
        while (true) {
            selector.select(this::handle);
            for (String command = commands.poll(); command != null; command = commands.poll()) {
                if (command.equals(END)) {
                    return;
                }
                obey(command);
                System.out.println(accepted + " " + ended + " " + bytes + " " + wrong);
            }
        }
    }

    private void obey(String command) throws IOException {
        switch (command) {
            case "read" -> setInterest(SelectionKey.OP_READ);
            case "stall" -> setInterest(0);
            case "reset" -> {
                acceptAll();
                for (SelectionKey key : selector.keys()) {
                    if (key.channel() instanceof SocketChannel channel) {
                        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                        end(channel);
                    }
                }
            }
            case "report" -> acceptAll();
            default -> throw new IllegalArgumentException(command);
        }
    }

    private void setInterest(int operations) {
        interest = operations;
        for (SelectionKey key : selector.keys()) {
            if (key.channel() instanceof SocketChannel && key.isValid()) {
                key.interestOps(operations);
            }
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.channel() instanceof SocketChannel channel) {
                read(key, channel);
            } else {
                accept((ServerSocketChannel) key.channel());
            }
        } catch (IOException e) {
            // Reset by the sender: as good an end as any other.
            key.cancel();
            ended++;
        }
    }

    private void acceptAll() throws IOException {
        selector.selectNow(key -> {
            if (key.isAcceptable()) {
                handle(key);
            }
        });
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            accepted++;
            channel.configureBlocking(false);
            channel.register(selector, interest);
        }
    }

    private void read(SelectionKey key, SocketChannel channel) throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            end(channel);
            return;
        }
        bytes += read;
        // Made at the first byte: thousands that never read need none.
        ContentCheck check = (ContentCheck) key.attachment();
        if (check == null) {
            check = content.checkFrom(0);
            key.attach(check);
        }
        boolean right = check.firstDifference() < 0;
        check.accept(buffer.flip());
        if (right && check.firstDifference() >= 0) {
            wrong++;
        }
    }

    private void end(SocketChannel channel) throws IOException {
        ended++;
        channel.close();
    }
}
