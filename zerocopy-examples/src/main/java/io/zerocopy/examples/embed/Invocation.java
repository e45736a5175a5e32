package io.zerocopy.examples.embed;

import io.zerocopy.examples.serve.HttpFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * How a server of this package is run by itself: what it is told, and what it tells the person who runs it.
 *
 * @param server which one
 * @param folder whose files it serves
 * @param address where it listens
 */
record Invocation(Class<?> server, Path folder, InetSocketAddress address) {
    /**
     * A client that takes nothing for so long is sent away. Not sooner: what it takes is seen when a third of the
     * socket's buffer is free, and of the 4 MiB to which Linux lets that grow this takes one who reads 20 kB/s more
     * than a minute.
     */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;
    private static final int LARGEST_PORT = 65_535;

    /** Ends the JVM where it is not told what it has to know. */
    static Invocation of(Class<?> server, String... arguments) {
        return of(server, "java -cp zerocopy.jar " + server.getName() + " FOLDER LISTEN", arguments);
    }

    private static Invocation of(Class<?> server, String command, String... arguments) {
        try {
            if (arguments.length != 2) {
                throw new IllegalArgumentException("it takes two arguments");
            }
            return new Invocation(server, Path.of(arguments[0]), address(arguments[1]));
        } catch (IllegalArgumentException e) {
            System.err.println(server.getSimpleName() + ": " + e.getMessage());
            System.err.println(usage(command));
            System.exit(NOT_UNDERSTOOD);
            throw e;
        }
    }

    /** Begins to serve a folder. */
    @FunctionalInterface
    interface Start {
        EmbeddedServer start(Replies files, InetSocketAddress address) throws IOException;
    }

    /** All of a main of a server that zerocopy.jar does not have: serves until it is killed. */
    static void serve(Class<?> server, Start start, String... arguments) {
        String command = "mvn -q -pl zerocopy-core,zerocopy-examples compile exec:exec -Dexec.args=\"-cp %classpath "
                + server.getName() + " FOLDER LISTEN\"";
        Invocation invocation = of(server, command, arguments);
        EmbeddedServer running =
                invocation.start(() -> start.start(new HttpFiles(invocation.folder())::reply, invocation.address()));
        invocation.announce("http", running.address());
        // Not every server has threads that keep a JVM.
        new Semaphore(0).acquireUninterruptibly();
    }

    private static String usage(String command) {
        return String.join(
                System.lineSeparator(),
                "Usage: " + command,
                "  FOLDER  whose files are served",
                "  LISTEN  a port of this machine alone, or ADDRESS:PORT such as 0.0.0.0:8080; port 0 for any");
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > LARGEST_PORT) {
            throw new IllegalArgumentException("'" + text + "' has no port between 0 and " + LARGEST_PORT);
        }
        if (colon < 0) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        }
        InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
        if (colon == 0 || address.isUnresolved()) {
            throw new IllegalArgumentException("'" + text + "' names no address of this machine");
        }
        return address;
    }

    /** Makes the server, or says in a line why it cannot be made, and ends the JVM. */
    <S> S start(Callable<S> maker) {
        try {
            return maker.call();
        } catch (Exception e) {
            // What a constructor throws, and what Netty rethrows without declaring it.
            System.err.println(server.getSimpleName() + ": " + reason(e));
            System.exit(FAILED);
            throw new IllegalStateException(e);
        }
    }

    private String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no '" + folder + "'";
        }
        if (failure instanceof NotDirectoryException) {
            return "'" + folder + "' is no folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "'" + folder + "' may not be read";
        }
        String where = address.getHostString() + ":" + address.getPort();
        return failure instanceof IOException ? where + ": " + failure.getMessage() : failure.toString();
    }

    /** Says what is served where. */
    void announce(String scheme, SocketAddress listening) {
        InetSocketAddress inForce = (InetSocketAddress) listening;
        String host = inForce.getAddress().isLoopbackAddress() ? "localhost" : inForce.getHostString();
        // An address with colons of its own, as IPv6 has them.
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + inForce.getPort();
        System.out.println("Serving '" + folder + "' at " + scheme + "://" + authority + "/");
    }
}
