package io.zerocopy.examples;

import io.zerocopy.ZeroCopyTransfer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The commands as in the one jar that is delivered: there no class needs a descriptor of its own to be loaded, as it
 * does in a folder of classes.
 */
final class LoadedMain {
    private static final String SUFFIX = ".class";

    private LoadedMain() {}

    public static void main(String[] args) throws Exception {
        for (Class<?> each : List.of(ZeroCopyTransfer.class, Main.class)) {
            load(each);
        }
        Main.main(args);
    }

    private static void load(Class<?> one) throws Exception {
        Path root = root(one);
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root.resolve("io"))) {
            for (Path file : files.map(root::relativize).toList()) {
                String name = file.toString().replace('/', '.');
                if (name.endsWith(SUFFIX)) {
                    Class.forName(name.substring(0, name.length() - SUFFIX.length()), false, one.getClassLoader());
                }
            }
        }
    }

    private static Path root(Class<?> one) throws URISyntaxException {
        return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
