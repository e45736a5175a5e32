package io.zerocopy.examples.serve;

import io.zerocopy.TransferOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;

/** Answers requests for what is in a folder. */
final class Site implements Closeable {
    private static final String INDEX = "index.html";
    private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

    /** Where everybody may put pages, a page must not act for who looks at it: it gets an origin of its own. */
    private static final String SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-downloads";

    private static final Pattern CAN_HAVE_SCRIPTS = Pattern.compile("^text/html|^text/xml|[/+]xml");

    private final Folder folder;
    private final OpenFiles files;
    private final Listing listing;
    private final OwnNames names;
    private final Optional<Upload> upload;

    /** A site that takes files in, too, if the limits leave room for one. */
    Site(Path root, OwnNames names, TransferOptions options, ServerLimits limits) throws IOException {
        this.names = names;
        this.folder = new Folder(root);
        this.files = new OpenFiles(folder);
        this.upload =
                Optional.of(new Upload(folder, options, limits.uploadBytes())).filter(some -> limits.uploadBytes() > 0);
        this.listing = new Listing(folder, upload.isPresent() ? UploadForm.HTML : "");
    }

    Response answer(Request request, RequestBody body) throws IOException, Refusal {
        names.require(request.hosts());
        try {
            String method = request.method();
            if (method.equals("GET") || method.equals("HEAD")) {
                return get(request, TargetPath.of(request.target()));
            }
            if (method.equals("PUT") && upload.isPresent()) {
                return upload.get().answer(request, body);
            }
            return Response.of(HttpStatus.SC_METHOD_NOT_ALLOWED)
                    .with(HttpHeaders.ALLOW, upload.isPresent() ? "GET, HEAD, PUT" : "GET, HEAD");
        } catch (AccessDeniedException e) {
            throw new Refusal(HttpStatus.SC_FORBIDDEN, "a file that the server may not read");
        } catch (NoSuchFileException e) {
            throw new Refusal(HttpStatus.SC_NOT_FOUND, "a file that has just gone");
        }
    }

    private Response get(Request request, TargetPath target) throws IOException, Refusal {
        Found found = folder.find(target);
        if (found.isFolder()) {
            return folderAnswer(request, target, found);
        }
        if (target.isFolder() || !found.isFile()) {
            throw new Refusal(HttpStatus.SC_NOT_FOUND, "no such file");
        }
        return fileAnswer(request, found);
    }

    private Response folderAnswer(Request request, TargetPath target, Found found) throws IOException, Refusal {
        if (!target.isFolder()) {
            // Without the slash a browser would look for the page's links one level too high.
            return Response.of(HttpStatus.SC_MOVED_PERMANENTLY).with(HttpHeaders.LOCATION, target.asFolder());
        }
        Optional<Found> index = folder.below(found, INDEX).filter(Found::isFile);
        if (index.isPresent()) {
            return fileAnswer(request, index.get());
        }
        Page page = listing.page(found, target, Order.of(request.target()));
        return new Response(HttpStatus.SC_OK, page)
                .holding(page)
                .with(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .with(HttpHeaders.CACHE_CONTROL, "no-cache")
                .with(CONTENT_SECURITY_POLICY, upload.isPresent() ? UploadForm.POLICY : Listing.POLICY);
    }

    private Response fileAnswer(Request request, Found found) throws IOException, Refusal {
        SharedFile file = files.open(found);
        Response response = answer(request, file);
        return upload.isPresent() && CAN_HAVE_SCRIPTS.matcher(file.type()).find()
                ? response.with(CONTENT_SECURITY_POLICY, SANDBOX)
                : response;
    }

    private static Response answer(Request request, SharedFile file) throws IOException {
        try {
            return new FileAnswer(request, file).response().holding(file);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** To be called now and then: lets go files that nobody asks for any more. */
    void sweep() {
        files.sweep();
    }

    @Override
    public void close() {
        files.close();
    }
}
