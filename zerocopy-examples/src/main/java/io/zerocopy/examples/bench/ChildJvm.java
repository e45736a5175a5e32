package io.zerocopy.examples.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a JVM like this one that runs another main class of this program. */
public final class ChildJvm {
    private static final int FIRST_THAT_KNOWS_NATIVE_ACCESS = 22;

    private ChildJvm() {}

    public static List<String> command(Class<?> mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_THAT_KNOWS_NATIVE_ACCESS) {
            // For Netty's epoll transport; JDK 24 and newer warn otherwise.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // Where this one has been told to write.
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.add("-cp");
        command.add(classPath());
        command.add(mainClass.getName());
        command.addAll(arguments);
        return command;
    }

    /** All on the class path, wherever this JVM has it: a jar, folders, or modules. */
    private static String classPath() {
        String modules = System.getProperty("jdk.module.path", "");
        String classes = System.getProperty("java.class.path", "");
        return modules.isEmpty() ? classes : modules + File.pathSeparator + classes;
    }
}
