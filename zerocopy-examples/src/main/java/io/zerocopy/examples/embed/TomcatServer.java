package io.zerocopy.examples.embed;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.serve.HttpFiles;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** Serves files with a servlet in Tomcat; bodies by {@link TomcatPayload}. */
public final class TomcatServer implements EmbeddedServer {
    private final Tomcat tomcat = new Tomcat();
    private final Path work;
    private final InetSocketAddress address;

    /** Begins to serve. */
    TomcatServer(Replies files, InetSocketAddress address, String protocol) throws IOException {
        work = Files.createTempDirectory("tomcat");
        tomcat.setBaseDir(work.toString());
        Connector connector = new Connector(protocol);
        connector.setPort(address.getPort());
        connector.setProperty("address", address.getHostString());
        tomcat.setConnector(connector);
        Context site = tomcat.addContext("", null);
        Tomcat.addServlet(site, "files", new FilesServlet(files)).addMapping("/");
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            close();
            throw new IOException(e);
        }
        this.address = new InetSocketAddress(address.getAddress(), connector.getLocalPort());
    }

    static TomcatServer nio(Replies files, InetSocketAddress address) throws IOException {
        return new TomcatServer(files, address, "org.apache.coyote.http11.Http11NioProtocol");
    }

    /**
     * Serves a folder until it is killed.
     *
     * @param arguments folder, and where to listen
     */
    public static void main(String[] arguments) {
        Invocation.serve(TomcatServer.class, TomcatServer::nio, arguments);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    /** Answers each request on a thread of Tomcat's. */
    private static final class FilesServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Replies files;

        FilesServlet(Replies files) {
            this.files = files;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpFiles.Reply reply =
                    files.reply(request.getMethod(), request.getRequestURI(), name -> field(request, name));
            response.setStatus(reply.status());
            reply.fields().forEach(response::setHeader);
            if (reply.body().length() > 0) {
                TomcatPayload.send(request, response, reply.body(), TransferOptions.DEFAULTS);
            } else if (reply.length() != HttpFiles.NO_LENGTH) {
                response.setContentLengthLong(reply.length());
            }
        }

        private static @Nullable String field(HttpServletRequest request, String name) {
            List<String> values = Collections.list(request.getHeaders(name));
            return values.isEmpty() ? null : String.join(", ", values);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        } finally {
            deleteTree(work);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
