package io.zerocopy.examples.embed;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends a payload as the body of a Helidon response. Its stream hides the socket, so this is a copy; the library gives
 * the exact length, the limits, and an error that tells how far it came.
 */
final class HelidonPayload {
    private HelidonPayload() {}

    /** A failure ends the connection, as the length has been announced. Returns the receipt. */
    static TransferResult send(ServerResponse response, Payload payload, TransferOptions options) {
        response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(payload.length()));
        try (OutputStream out = response.outputStream()) {
            return ZeroCopyTransfer.send(payload, out, options);
        } catch (IOException e) {
            throw new CloseConnectionException("a body that is not whole", e);
        }
    }
}
