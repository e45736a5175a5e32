package io.zerocopy.examples.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The same in C, compiled where there is gcc: what the kernel can do when nothing is in its way. */
final class NativeProgram {
    private NativeProgram() {}

    static boolean canBeBuilt() {
        return Program.isInstalled("gcc");
    }

    /** Builds and starts one of those beside this class; nothing where no gcc is, or no program may run. */
    static Optional<Child> start(Arena.Ground ground, String name, String... arguments) throws IOException {
        if (!canBeBuilt()) {
            return Optional.empty();
        }
        ScratchFolder scratch = ground.scratch();
        Path program = scratch.file(name);
        Path source = unpacked(name + ".c", scratch);
        unpacked("peer.h", scratch);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return Program.succeeds(List.of("gcc", "-O2", "-o", program.toString(), source.toString()))
                        && Files.isExecutable(program)
                ? Optional.of(ground.closer().register(Child.start(command)))
                : Optional.empty();
    }

    private static Path unpacked(String name, ScratchFolder scratch) throws IOException {
        Path file = scratch.file(name);
        try (InputStream text = NativeProgram.class.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(text, name), file);
        }
        return file;
    }
}
