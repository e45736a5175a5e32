package io.zerocopy.fault;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DirectMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Uses the library for the first time when the application holds all direct memory, and again when it does not. */
final class FirstUseWithoutDirectMemoryMain {
    private static final Content CONTENT = Content.of(95);
    private static final int SIZE = 1000;

    private FirstUseWithoutDirectMemoryMain() {}

    /** Argument: an empty folder. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            // For both times: the JDK needs direct memory, too, to write this.
            pair.sender().write(ByteBuffer.wrap(CONTENT.bytes(0, SIZE)));
            pair.sender().write(ByteBuffer.wrap(CONTENT.bytes(0, SIZE)));
            List<ByteBuffer> taken = DirectMemory.takeAll();
            for (Use use : Use.values()) {
                try {
                    use.with(file, folder.resolve("first-" + use), pair);
                } catch (OutOfMemoryError e) {
                    // The JDK's own channels may need some.
                    System.out.println(use + " beside " + taken.size() + " buffers: " + e);
                }
            }
            taken.clear();
            for (Use use : Use.values()) {
                use.with(file, folder.resolve("second-" + use), pair);
            }
        }
        System.out.println("works again");
    }

    private enum Use {
        PAYLOAD {
            @Override
            void with(Path file, Path target, ConnectedPair pair) throws IOException {
                try (FileChannel source = FileChannel.open(file)) {
                    Payload payload = Payload.builder()
                            .bytes(ByteBuffer.wrap(new byte[10]))
                            .file(source, 0, SIZE)
                            .build();
                    ZeroCopyTransfer.send(payload, pair.sender());
                }
            }
        },
        SEND_TO_FILE {
            @Override
            void with(Path file, Path target, ConnectedPair pair) throws IOException {
                try (FileChannel sent =
                        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    ZeroCopyTransfer.send(file, sent);
                }
                requireSize(target);
            }
        },
        RECEIVE {
            @Override
            void with(Path file, Path target, ConnectedPair pair) throws IOException {
                try (FileChannel received =
                        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    ZeroCopyTransfer.receive(pair.receiver(), received, 0, SIZE);
                }
                requireSize(target);
            }
        };

        abstract void with(Path file, Path target, ConnectedPair pair) throws IOException;
    }

    private static void requireSize(Path target) throws IOException {
        if (Files.size(target) != SIZE) {
            throw new AssertionError(target + " has " + Files.size(target) + " bytes");
        }
    }
}
