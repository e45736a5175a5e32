package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** A file on the server, and what a client must get when it asks for it: header and content, by length and digest. */
record Response(String name, long bytes, long digest) {
    /** Makes a file of random bytes. */
    static Response ofNewFile(Path folder, String name, int size) throws IOException {
        byte[] content = new byte[size];
        new SplittableRandom(name.hashCode()).nextBytes(content);
        Files.write(folder.resolve(name), content);
        byte[] header =
                ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\nConnection: close\r\n\r\n").getBytes(US_ASCII);
        CRC32C digest = new CRC32C();
        digest.update(header);
        digest.update(content);
        return new Response(name, header.length + content.length, digest.getValue());
    }

    /** What asks for it. */
    ByteBuffer request() {
        return ByteBuffer.wrap(("GET /" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    }
}
