package io.zerocopy.examples.embed;

import io.zerocopy.examples.serve.HttpFiles;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a server asks for each request; usually {@link HttpFiles#reply}. */
@FunctionalInterface
interface Replies {
    HttpFiles.Reply reply(String method, String target, Function<String, @Nullable String> field);
}
