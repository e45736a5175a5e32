package user;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeakCheck;
import io.zerocopy.testkit.LyingTarget;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Targets;
import io.zerocopy.testkit.TurnTarget;
import io.zerocopy.testkit.WriteLie;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The user's target against the kit, by a plain program: JUnit is not on the class path. */
public final class Trial {
    private static final Content CONTENT = Content.of(2026);
    private static final int SIZE = 2_000_000;
    private static final Duration STALL = Duration.ofMillis(300);

    private Trial() {}

    private interface Case {
        void tryOut(Path file) throws Exception;
    }

    /** Runs all cases. */
    public static void main(String[] arguments) throws Exception {
        requireNoJUnit();
        Path folder = Files.createTempDirectory("trial");
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try {
            run("slow peer", Trial::aSlowPeerGetsAll, file);
            run("peer that reads nothing", Trial::aPeerThatReadsNothingIsGivenUp, file);
            run("peer that resets", Trial::aPeerThatResetsIsToldWithTheCount, file);
            run("channel that takes little", Trial::aChannelThatTakesLittleGetsAll, file);
            run("channel that fails", Trial::aChannelThatFailsIsToldWithTheCount, file);
            run("event loop's turns", Trial::turnsOfAnEventLoop, file);
            for (WriteLie lie : WriteLie.values()) {
                run(lie.name(), path -> aLieIsFoundOut(path, lie), file);
            }
            requireALeakIsFound();
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static void run(String name, Case trial, Path file) throws Exception {
        LeakCheck leaks = LeakCheck.begin();
        trial.tryOut(file);
        leaks.requireNothingLeft();
        System.out.println("passed: " + name);
    }

    private static void aSlowPeerGetsAll(Path file) throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(16 * 1024).readsSlowly(20_000)) {
            MeteredTarget target = new MeteredTarget(peer.channel());
            TransferResult result = ZeroCopyTransfer.send(file, target);
            peer.finish().requireExactly(SIZE);
            require(result.bytes() == SIZE && target.bytes() == SIZE, result + ", metered: " + target.bytes());
            if (ZeroCopyTransfer.capabilities().has(TransferMechanism.SENDFILE)) {
                require(result.mechanism() == TransferMechanism.DELEGATED, result.toString());
            }
        }
    }

    private static void aPeerThatReadsNothingIsGivenUp(Path file) throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(16 * 1024).stalls()) {
            MeteredTarget target = new MeteredTarget(peer.channel());
            TransferException failure = fails(file, target, TransferOptions.DEFAULTS.withStallTimeout(STALL));
            require(failure instanceof TransferTimeoutException, failure.toString());
        }
    }

    private static void aPeerThatResetsIsToldWithTheCount(Path file) throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, 0).socketBuffers(16 * 1024).resetsAfter(100_000)) {
            MeteredTarget target = new MeteredTarget(peer.channel());
            TransferException failure = fails(file, target, TransferOptions.DEFAULTS);
            require(failure.bytesTransferred() == target.bytes(), failure + ", metered: " + target.bytes());
            require(failure.bytesTransferred() >= 100_000, failure.toString());
            peer.join().requireExactly(100_000);
        }
    }

    private static void aChannelThatTakesLittleGetsAll(Path file) throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            MeteredTarget target = new MeteredTarget(Targets.piecewiseWithZeros(peer.channel(), 70_000, 7));
            TransferResult result = ZeroCopyTransfer.send(file, target);
            peer.finish().requireExactly(SIZE);
            require(result.bytes() == SIZE && target.bytes() == SIZE, result + ", metered: " + target.bytes());
        }
    }

    private static void aChannelThatFailsIsToldWithTheCount(Path file) throws Exception {
        IOException injected = new IOException("injected");
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            MeteredTarget target = new MeteredTarget(Targets.failingAfter(peer.channel(), 1_234_567, injected));
            TransferException failure = fails(file, target, TransferOptions.DEFAULTS);
            require(failure.getCause() == injected, failure.toString());
            require(failure.bytesTransferred() == 1_234_567 && target.bytes() == 1_234_567, failure.toString());
            peer.finish().requireExactly(1_234_567);
        }
    }

    private static void turnsOfAnEventLoop(Path file) throws Exception {
        TurnTarget room = new TurnTarget(CONTENT, 0);
        MeteredTarget target = new MeteredTarget(room);
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file))) {
            for (int turn = 1; !send.isComplete(); turn++) {
                room.turn(turn * 1_000L);
                while (send.advance(target) > 0) {
                    // As long as there is room in this turn.
                }
            }
        }
        room.check().requireExactly(SIZE);
        require(target.bytes() == SIZE, "metered: " + target.bytes());
    }

    /** A wrong count ends a transfer, unless the position tells the truth; it never makes one look complete. */
    private static void aLieIsFoundOut(Path file, WriteLie lie) throws Exception {
        LyingTarget liar = new LyingTarget(lie, CONTENT, 500_000);
        try {
            TransferResult result = ZeroCopyTransfer.send(file, new MeteredTarget(liar));
            require(lie.isToldByThePosition(), "it should have failed: " + result);
            liar.check().requireExactly(SIZE);
        } catch (TransferException e) {
            require(e.bytesTransferred() < SIZE, e.toString());
        }
        liar.check().requireRight();
        require(liar.lies() > 0, "it never lied");
    }

    private static TransferException fails(Path file, WritableByteChannel target, TransferOptions options)
            throws IOException {
        try {
            TransferResult result = ZeroCopyTransfer.send(file, target, options);
            throw new AssertionError("it should have failed: " + result);
        } catch (TransferException e) {
            return e;
        }
    }

    /** The check itself: what is left open must be found. */
    private static void requireALeakIsFound() throws Exception {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            System.out.println("skipped: no /proc/self/fd, open descriptors are not counted here");
            return;
        }
        LeakCheck leaks = LeakCheck.begin();
        Peer left = Peer.expecting(CONTENT, 0).readsAll();
        boolean isFound = false;
        try (left) {
            leaks.requireNothingLeft();
        } catch (AssertionError e) {
            isFound = true;
        }
        require(isFound, "an open socket was not found");
        System.out.println("passed: a leak is found");
    }

    private static void requireNoJUnit() {
        try {
            Class.forName("org.junit.jupiter.api.Test");
        } catch (ClassNotFoundException e) {
            return;
        }
        throw new AssertionError("JUnit is on the class path");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
