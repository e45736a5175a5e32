package io.zerocopy.soak;

import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.ContentCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What came of a job, and the rules by which it is judged. None of them knows a time. */
record Outcome(@Nullable TransferResult result, @Nullable Throwable failure, long givenBytes, ContentCheck taken) {
    /** Fails unless all bytes are right, and it ended as it may under this plan and shortage. */
    void judge(Plan plan, Bench bench, Path own, Shortage shortage) throws IOException {
        taken.requireRight();
        if (result != null) {
            judgeSuccess(plan, bench, own, shortage, result);
        } else {
            judgeFailure(plan, bench, own, shortage);
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(own)) {
            for (Path file : left) {
                require(!file.toString().endsWith(".zerocopy"), "debris: " + file);
            }
        }
    }

    private void judgeSuccess(Plan plan, Bench bench, Path own, Shortage shortage, TransferResult done)
            throws IOException {
        long bytes = done.bytes();
        // A stream whose giver went in good order has ended. Who went by a reset has not, and is told as a failure.
        boolean maySayEarlyEnd = plan.road().readsWire()
                && plan.until() == Plan.Until.END_OF_STREAM
                && ((plan.fault() == Fault.GIVER_GOES && !plan.giverResets()) || shortage != Shortage.OF_NOTHING);
        require(
                bytes == plan.size() || (maySayEarlyEnd && bytes <= givenBytes),
                bytes + " bytes are no success; given: " + givenBytes);
        long byMechanism = 0;
        for (TransferMechanism each : TransferMechanism.values()) {
            byMechanism += done.bytesBy(each);
        }
        require(byMechanism == bytes, "by mechanism " + byMechanism + " bytes, but " + bytes);
        boolean takesAll = plan.fault() != Fault.TAKER_GOES && plan.fault() != Fault.SILENCE;
        if (plan.road().writesWire() && takesAll && shortage == Shortage.OF_NOTHING) {
            taken.requireExactly(bytes);
        }
        if (!plan.road().writesWire()) {
            long position = plan.road() == Road.RECEIVE_CHANNEL ? Job.FILE_POSITION : 0;
            long there = rightBytes(bench, Job.target(own), position, plan.from());
            require(there == bytes, "the file has " + there + " bytes, not " + bytes);
        }
    }

    private void judgeFailure(Plan plan, Bench bench, Path own, Shortage shortage) throws IOException {
        boolean mayFail =
                plan.fault() != Fault.NONE || plan.place() == Plan.Place.SMALL_DISK || shortage != Shortage.OF_NOTHING;
        if (!mayFail) {
            throw new AssertionError("no reason to fail", failure);
        }
        require(
                failure instanceof IOException || shortage == Shortage.OF_DIRECT_MEMORY,
                "no failure of a transfer: " + failure);
        // An interrupt inside a kernel step, and a stream that throws, keep the count to themselves.
        boolean isExact = plan.fault() != Fault.INTERRUPT && !plan.road().isStream();
        if (failure instanceof TransferException told && isExact) {
            require(
                    taken.count() <= told.bytesTransferred(),
                    taken + " arrived, but told are " + told.bytesTransferred());
            if (plan.road() == Road.RECEIVE_CHANNEL) {
                long there = rightBytes(bench, Job.target(own), Job.FILE_POSITION, plan.from());
                require(
                        there >= told.bytesTransferred(),
                        "the file has " + there + " bytes, but told are " + told.bytesTransferred());
            }
        }
        if (plan.road().landsAtPath()) {
            Path target = Job.target(own);
            boolean asBefore = plan.place() == Plan.Place.ROOMY_OVER_OLD
                    ? Arrays.equals(Files.readAllBytes(target), Job.OLD)
                    : Files.notExists(target);
            require(asBefore, "it failed, and the file is another");
        }
    }

    /** How many bytes there are from that position to the end, all of which must be right. */
    private static long rightBytes(Bench bench, Path file, long position, long from) throws IOException {
        ContentCheck check = bench.content().checkFrom(from);
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (FileChannel in = FileChannel.open(file)) {
            for (long next = position; in.read(buffer.clear(), next) >= 0; next = position + check.count()) {
                check.accept(buffer.flip());
            }
        }
        check.requireRight();
        return check.count();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
