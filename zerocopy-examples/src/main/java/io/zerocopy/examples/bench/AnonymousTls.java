package io.zerocopy.examples.bench;

import java.security.GeneralSecurityException;
import java.security.Security;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS between two processes that know each other: the usual cipher for the bytes, but no certificates, which would have
 * to be made first. Not for anything else: nobody can tell who is at the other end.
 */
public final class AnonymousTls {
    private static final String CIPHER = "TLS_DH_anon_WITH_AES_128_GCM_SHA256";

    static {
        // The JDK refuses such ciphers unless told otherwise, before the first use of TLS in this process.
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
    }

    private AnonymousTls() {}

    public static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.2");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** What an engine or a socket must be told, on both ends. */
    public static SSLParameters parameters() {
        return new SSLParameters(new String[] {CIPHER}, new String[] {"TLSv1.2"});
    }

    public static SSLEngine engineOfClient() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters());
        return engine;
    }

    static SSLEngine engineOfServer(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters());
        return engine;
    }
}
