package consumer;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Sends a file to itself by the installed jar, and fails unless all is as the arguments say: the library's module (or
 * {@code null}), the class behind slf4j, whether there is the kernel tier, and whether there is jdk.jfr.
 */
public final class Program {
    private static final int SIZE = 3_000_000;

    private Program() {}

    /** Prints what was found. */
    public static void main(String[] arguments) throws Exception {
        Module module = ZeroCopyTransfer.class.getModule();
        require("module", arguments[0], module.getName());
        if (module.isNamed()) {
            require("a name of its jar's making", false, module.getDescriptor().isAutomatic());
        }
        require(
                "slf4j",
                arguments[1],
                LoggerFactory.getILoggerFactory().getClass().getName());
        boolean hasTier = ZeroCopyTransfer.capabilities().has(TransferMechanism.SPLICE);
        require("kernel tier", arguments[2], hasTier);
        require(
                "jdk.jfr",
                arguments[3],
                ModuleLayer.boot().findModule("jdk.jfr").isPresent());

        Path folder = Files.createTempDirectory("consumer");
        Path sent = folder.resolve("sent");
        Path received = folder.resolve("received");
        try {
            byte[] content = new byte[SIZE];
            new Random(SIZE).nextBytes(content);
            Files.write(sent, content);
            // Whoever does not insist is copied for while the calls are being linked.
            TransferOptions options =
                    TransferOptions.DEFAULTS.withZeroCopy(hasTier ? ZeroCopyPolicy.REQUIRE : ZeroCopyPolicy.PREFER);
            TransferResult result = transfer(sent, received, options);
            require("first byte that differs", -1L, Files.mismatch(sent, received));
            require("received by splice", hasTier, result.mechanism() == TransferMechanism.SPLICE);
        } finally {
            Files.deleteIfExists(received);
            Files.deleteIfExists(sent);
            Files.delete(folder);
        }
        System.out.println("As expected: " + String.join(" ", arguments));
    }

    private static TransferResult transfer(Path source, Path target, TransferOptions options) throws Exception {
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel out = SocketChannel.open(listener.getLocalAddress());
                SocketChannel in = listener.accept()) {
            FutureTask<TransferResult> receiving =
                    new FutureTask<>(() -> ZeroCopyTransfer.receive(in, target, SIZE, options));
            Thread receiver = new Thread(receiving, "receiver");
            receiver.setDaemon(true);
            receiver.start();
            require("bytes", (long) SIZE, ZeroCopyTransfer.send(source, out).bytes());
            return receiving.get(1, TimeUnit.MINUTES);
        }
    }

    private static void require(String what, Object expected, Object found) throws IOException {
        if (!String.valueOf(expected).equals(String.valueOf(found))) {
            throw new IOException(what + ": " + found + ", not " + expected);
        }
    }
}
