package io.zerocopy.examples.bench.tables;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where tables are measured.
 *
 * @param folder for files
 * @param peer who receives
 * @param effort how long
 */
public record Arena(Path folder, InetSocketAddress peer, Effort effort) {
    static final int KIB = 1024;
    static final int MIB = 1024 * 1024;
}
