package io.zerocopy.examples.bench.tables;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.Round;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.TransferToLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Many files of 4 KiB, each opened, sent and closed: how many of them a core can do. */
final class SmallFiles {
    private static final int FILES = 1_000;
    private static final int SENDS = 20_000;
    private static final int FILE_BYTES = 4 * Arena.KIB;
    private static final double NANOS_PER_SECOND = 1e9;

    private SmallFiles() {}

    static Measurement measurement(Arena arena) {
        String name = "4 KiB files, one connection";
        int sends = arena.effort().of(SENDS);
        long bytes = (long) sends * FILE_BYTES;
        return new Measurement(name, afterRound -> {
            try (ScratchFolder scratch = ScratchFolder.in(arena.folder())) {
                List<Path> files = files(scratch);
                Round round = new Round(arena.peer(), Job.DISCARD, bytes);
                Measures<Sample> measures = Measures.ofBytes(bytes)
                        .with("files a second of CPU", sample -> sends * NANOS_PER_SECOND / sample.cpuNanos());
                List<Contender<Sample>> others = new ArrayList<>();
                for (Side side : List.of(
                        sending("transferTo", files, sends, SmallFiles::byTransferTo),
                        sending("Files.readAllBytes", files, sends, SmallFiles::byArray))) {
                    others.add(new Contender<>(side.name(), Contender.Role.PEER, round.of(side)));
                }
                Side library = sending(Contest.LIBRARY, files, sends, ZeroCopyTransfer::send);
                return new Contest<>(name, round.of(library), others, measures)
                        .run(arena.effort().crowdTurns(), afterRound);
            }
        });
    }

    private static List<Path> files(ScratchFolder scratch) throws IOException {
        SplittableRandom random = new SplittableRandom();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[FILE_BYTES];
            random.nextBytes(content);
            files.add(Files.write(scratch.file("small-" + i), content));
        }
        return files;
    }

    private static Side sending(String name, List<Path> files, int sends, FileSend send) {
        return Side.overChannel(name, channel -> {
            for (int i = 0; i < sends; i++) {
                send.send(files.get(i % FILES), channel);
            }
        });
    }

    private static void byTransferTo(Path file, SocketChannel channel) throws IOException {
        try (FileChannel source = FileChannel.open(file)) {
            TransferToLoop.send(source, channel);
        }
    }

    private static void byArray(Path file, SocketChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        while (content.hasRemaining()) {
            channel.write(content);
        }
    }

    @FunctionalInterface
    private interface FileSend {
        void send(Path file, SocketChannel channel) throws IOException;
    }
}
