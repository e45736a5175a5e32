package io.zerocopy.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Peers in another process: any number of TCP connections on one port, which read nothing until told, with receive
 * buffers of 16 KiB. Each is expected to get the same content from its first byte on.
 */
public final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private final InetSocketAddress address;

    private PeerProcess(Process process) throws IOException {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) numbers(answers.readLine())[0]);
    }

    /** Starts the process. */
    public static PeerProcess expecting(long seed) throws IOException {
        Process process = ChildJvm.of(PeerProcessMain.class)
                .options("-Xmx256m")
                .arguments(seed)
                .start();
        try {
            return new PeerProcess(process);
        } catch (IOException | RuntimeException e) {
            ChildJvm.kill(process);
            throw e;
        }
    }

    /** How the peers stand: connections accepted, how many of them have ended, bytes in all, and wrong connections. */
    public record Report(long accepted, long ended, long bytes, long wrong) {}

    /** Where to connect. */
    public InetSocketAddress address() {
        return address;
    }

    /** A blocking channel with a send buffer of 16 KiB (the kernel doubles it), the caller's to close. */
    public SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, PeerProcessMain.BUFFER_BYTES);
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** How they stand now. */
    public Report report() throws IOException {
        return ask("report");
    }

    /** From now on all peers read. */
    public Report read() throws IOException {
        return ask("read");
    }

    /** From now on no peer reads. */
    public Report stall() throws IOException {
        return ask("stall");
    }

    /** All peers reset their connections. */
    public Report reset() throws IOException {
        return ask("reset");
    }

    /** Reads until this many connections have ended; fails when nothing moves any more. */
    public Report readToEnd(long connections) throws Exception {
        Report last = read();
        while (last.ended() < connections) {
            // Not all of them within a time: thousands take theirs on a busy machine.
            Report before = last;
            Await.until("more of " + connections + " connections than " + before, () -> !report().equals(before));
            last = report();
        }
        return last;
    }

    private synchronized Report ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        long[] answer = numbers(answers.readLine());
        return new Report(answer[0], answer[1], answer[2], answer[3]);
    }

    private static long[] numbers(@Nullable String line) throws IOException {
        if (line == null) {
            throw new IOException("the peer process has ended");
        }
        String[] words = line.split(" ", -1);
        long[] numbers = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Long.parseLong(words[i]);
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        try (answers;
                commands) {
            ChildJvm.kill(process);
        }
    }
}
