package io.zerocopy.examples.bench.servers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** Jetty serving a folder the way its documentation shows, with all its defaults, until it is killed. */
final class JettyServer {
    private JettyServer() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ResourceHandler files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(Path.of(arguments[0])));
        server.setHandler(files);
        server.start();
        server.join();
    }
}
