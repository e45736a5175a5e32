package io.zerocopy.examples.cli;

import io.zerocopy.ZeroCopyTransfer;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: which version this is, and what the library can do on this JDK. */
public final class Version implements IVersionProvider {
    /** Made by picocli. */
    public Version() {}

    @Override
    public String[] getVersion() {
        // Before any % that picocli would take for a format.
        String capabilities = ZeroCopyTransfer.capabilities().toString().replace("%", "%%");
        return new String[] {"zerocopy 0.1.0", capabilities};
    }
}
