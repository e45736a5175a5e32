package io.zerocopy.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Iterables;
import io.zerocopy.examples.bench.Contest.Contender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.io.function.IOSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the far process says is true: a wrong byte, or one too few, is no result. */
class PeerTest {
    private final byte[] content = new byte[100_000];
    private Path file;
    private Peer peer;

    @BeforeEach
    void begin(@TempDir Path folder) throws IOException {
        new SplittableRandom(1).nextBytes(content);
        file = Files.write(folder.resolve("content.bin"), content);
        peer = Peer.start();
    }

    @AfterEach
    void end() throws IOException {
        peer.close();
    }

    @Test
    void bothSidesOfTheArticleDeliverTheFile() throws IOException {
        Round round = new Round(peer.address(), Job.DISCARD, 1, content.length);
        for (Side side : WholeFile.ofTheArticle(file)) {
            Verification.of(file).check(side, peer.address());
            Sample sample = round.run(side);
            assertThat(sample.wallNanos()).isPositive();
            assertThat(sample.cpuNanos()).isPositive();
        }
    }

    @Test
    void eachWayToSendDeliversTheFile() throws IOException {
        Verification verification = Verification.of(file);
        List<List<Side>> ways = List.of(WholeFile.toChannel(file), WholeFile.toWrapper(file), WholeFile.toStream(file));
        for (Side side : Iterables.concat(ways)) {
            verification.check(side, peer.address());
        }
    }

    @Test
    void aWrongByteIsFound() throws IOException {
        Verification verification = Verification.of(file);
        content[content.length / 2]++;
        assertThatThrownBy(() -> verification.check(sending(content.length), peer.address()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("what arrived is not what is in the file");
    }

    @Test
    void aMissingByteIsFound() {
        Round round = new Round(peer.address(), Job.DISCARD, 1, content.length);
        assertThatThrownBy(() -> round.run(sending(content.length - 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has not counted 100000 bytes");
    }

    @Test
    void sidesTakeTurns() throws IOException {
        Round round = new Round(peer.address(), Job.DISCARD, 1, content.length);
        List<Side> sides = List.of(sending(content.length), sending(content.length));
        List<IOSupplier<Sample>> timed =
                round.of(sides).stream().map(Contender::round).toList();
        int[] rounds = new int[1];
        List<List<Sample>> samples = new Interleaving(1, 3).run(timed, () -> rounds[0]++);
        assertThat(samples).hasSize(2).allSatisfy(side -> assertThat(side).hasSize(3));
        assertThat(rounds[0]).isEqualTo(8);
    }

    private Side sending(int bytes) {
        return new Side("array", Side.Wire.SOCKET, socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(content, 0, bytes);
        });
    }
}
