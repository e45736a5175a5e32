package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a listing has for people who want to put a file there: a form, whose script puts it as curl -T does. */
final class UploadForm {
    /** A file that is there already is not replaced: it may be somebody else's. */
    private static final String SCRIPT = """
            const form = document.forms.upload;
            form.onsubmit = async event => {
              event.preventDefault();
              for (const file of form.files.files) {
                form.said.value = 'sending ' + file.name;
                const answer = await fetch('./' + encodeURIComponent(file.name),
                    {method: 'PUT', headers: {'If-None-Match': '*'}, body: file}).catch(() => null);
                if (!answer || !answer.ok) {
                  form.said.value = file.name + ': ' + (!answer ? 'the connection failed'
                      : answer.status === 412 ? 'is there already' : answer.status + ' ' + answer.statusText);
                  return;
                }
              }
              location.reload();
            };
            """;

    static final String HTML = """
            <form name="upload">
            <input type="file" name="files" multiple required aria-label="files to put here">
            <button>Upload</button>
            <output name="said"></output>
            <noscript>Without scripts: curl -T FILE and the address of this page</noscript>
            </form>
            <script>%s</script>
            """.formatted(SCRIPT);

    /** Nothing but this very script may run, and it may talk to this server alone. */
    static final String POLICY = Listing.POLICY + "; connect-src 'self'; script-src 'sha256-" + hash(SCRIPT) + "'";

    private UploadForm() {}

    private static String hash(String script) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
