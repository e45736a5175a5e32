package io.zerocopy.examples.serve;

import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.examples.serve.Folder.Place;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;

/** Takes in the file that a PUT brings. It appears when it is whole; until then who reads has the old one. */
final class Upload {
    private final Folder folder;
    private final TransferOptions options;
    private final long mostBytes;
    private final Turns turns = new Turns();

    Upload(Folder folder, TransferOptions options, long mostBytes) {
        this.folder = folder;
        this.options = options.withMaxBytes(mostBytes);
        this.mostBytes = mostBytes;
    }

    Response answer(Request request, RequestBody body) throws IOException, Refusal {
        TargetPath target = TargetPath.of(request.target());
        Place place = folder.place(target);
        requireLength(request.framing(), place);
        requireNoRange(request);
        requireConditions(request, place.path());
        Optional<String> expectation = request.isOfHttp10() ? Optional.empty() : request.field(HttpHeaders.EXPECT);
        if (expectation.isPresent() && !expectation.get().equalsIgnoreCase("100-continue")) {
            throw new Refusal(HttpStatus.SC_EXPECTATION_FAILED, "an expectation not known here");
        }
        try (Incoming incoming = Incoming.beside(place.path())) {
            if (expectation.isPresent()) {
                body.sendContinue(options);
            }
            TransferResult result = receive(body, incoming.path());
            return publish(incoming, request, target, place).having(result);
        } catch (FileSystemException e) {
            throw new Refusal(HttpStatus.SC_FORBIDDEN, "a place where the server may not write");
        }
    }

    /** Looks again at what may have changed while the body came, and moves: nobody else changes it in between. */
    private Response publish(Incoming incoming, Request request, TargetPath target, Place begun)
            throws IOException, Refusal {
        ReentrantLock turn = turns.of(begun.folder());
        turn.lock();
        try {
            Path place = folder.place(target).path();
            if (!place.equals(begun.path())) {
                throw new Refusal(HttpStatus.SC_CONFLICT, "a link that has been changed meanwhile");
            }
            requireConditions(request, place);
            boolean isNew = !Files.exists(place);
            incoming.moveTo(place);
            return isNew ? Response.of(HttpStatus.SC_CREATED) : new Response(HttpStatus.SC_NO_CONTENT, Body.NONE);
        } finally {
            turn.unlock();
        }
    }

    private void requireLength(Framing framing, Place place) throws Refusal {
        if (framing.kind() == Framing.Kind.NONE) {
            throw new Refusal(HttpStatus.SC_LENGTH_REQUIRED, "an upload without a length");
        }
        if (framing.bytes() > mostBytes) {
            throw tooLarge();
        }
        if (framing.bytes() > roomIn(place.folder().path())) {
            throw diskFull();
        }
    }

    /** In a chroot that is no mount point the JDK does not find out; then the disk is full when it is full. */
    private static long roomIn(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Part of a file, as {@code curl -C - -T} sends it, must not be taken for the whole (RFC 9110, section 14.5). */
    private static void requireNoRange(Request request) throws Refusal {
        if (request.field(HttpHeaders.CONTENT_RANGE).isPresent()) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a part of a file");
        }
    }

    private void requireConditions(Request request, Path place) throws IOException, Refusal {
        Optional<Found> old = folder.at(place);
        if (old.isPresent()) {
            try (ServedFile file = ServedFile.open(folder, old.get())) {
                if (new Preconditions(request, file.version()).failure().isEmpty()) {
                    return;
                }
            }
        } else if (request.field(HttpHeaders.IF_MATCH).isEmpty()) {
            return;
        }
        throw new Refusal(HttpStatus.SC_PRECONDITION_FAILED, "not the version that the client knows");
    }

    private TransferResult receive(RequestBody body, Path place) throws IOException, Refusal {
        try {
            return body.receive(place, options);
        } catch (TransferTimeoutException e) {
            throw new Refusal(HttpStatus.SC_REQUEST_TIMEOUT, "a body that stalled");
        } catch (TransferException e) {
            if (e.bytesRead() > mostBytes) {
                throw tooLarge();
            }
            if (e.side() == TransferException.Side.TARGET) {
                throw diskFull();
            }
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a body that is malformed or not whole");
        }
    }

    private static Refusal tooLarge() {
        return new Refusal(HttpStatus.SC_REQUEST_TOO_LONG, "an upload too large");
    }

    private static Refusal diskFull() {
        return new Refusal(HttpStatus.SC_INSUFFICIENT_STORAGE, "no room on the disk");
    }
}
