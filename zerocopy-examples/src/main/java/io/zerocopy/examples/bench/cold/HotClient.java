package io.zerocopy.examples.bench.cold;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client in a process of its own that asks for a small file again and again. For each answer it says when it asked,
 * by the wall clock, and how long it waited.
 */
final class HotClient {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String END = "\r\n\r\n";

    private HotClient() {}

    /** Port, name and size of the file; it asks until it is killed. */
    public static void main(String[] arguments) throws IOException {
        byte[] request = ("GET /" + arguments[1] + " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive" + END)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[Integer.parseInt(arguments[2])];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                long asked = System.currentTimeMillis();
                long begun = System.nanoTime();
                out.write(request);
                skipHead(in);
                in.readFully(body);
                System.out.println(asked + " " + (System.nanoTime() - begun) / 1000);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void skipHead(DataInputStream in) throws IOException {
        int matched = 0;
        while (matched < END.length()) {
            byte next = in.readByte();
            matched = next == END.charAt(matched) ? matched + 1 : next == END.charAt(0) ? 1 : 0;
        }
    }
}
