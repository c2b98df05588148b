package org.fedner.node.transport;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Identity;

/**
 * TLS 1.3 as this project speaks it: one version, two cipher suites, certificates both ways, the JDK's implementation, no
 * session that outlives its connection.
 */
final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHER_SUITES = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"};
    private static final int NO_TICKETS_SECONDS = 8 * 24 * 3600; // the JDK sends no ticket above RFC 8446's 7 days
    private static final String PARTY = "fedner.party";

    private Tls() {}

    /** Decides about the peer's leaf certificate; runs inside the handshake. */
    @FunctionalInterface
    interface LeafCheck {
        CertifiedParty check(X509Certificate leaf) throws CertificateException;
    }

    static SSLEngine server(Identity identity, LeafCheck check) {
        SSLEngine engine = engine(identity, check);
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    static SSLEngine platform(Identity identity, LeafCheck check) {
        SSLEngine engine = engine(identity, check);
        engine.setUseClientMode(true);
        return engine;
    }

    /** The peer that {@link LeafCheck} let pass, once the handshake is complete. */
    static Optional<CertifiedParty> party(ChannelPipeline pipeline) {
        return Optional.ofNullable(pipeline.get(SslHandler.class))
                .map(handler -> (CertifiedParty) handler.engine().getSession().getValue(PARTY));
    }

    /** A context of its own for each connection: nothing to resume from, and a renewed certificate counts at once. */
    private static SSLEngine engine(Identity identity, LeafCheck check) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new OwnKey(identity)},
                    new TrustManager[] {new LeafTrust(identity.authority().get().certificate(), check)},
                    null);
            context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
            SSLEngine engine = context.createSSLEngine();
            engine.setEnabledProtocols(PROTOCOLS);
            engine.setEnabledCipherSuites(CIPHER_SUITES);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK from 11 on has TLS 1.3", e);
        }
    }

    /** The one key of this process. */
    private static final class OwnKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";
        private static final String KEY_TYPE = "EdDSA";

        private final PrivateKey key;
        private final X509Certificate certificate;

        OwnKey(Identity identity) {
            this.key = identity.tlsKey();
            this.certificate = identity.certificate();
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return Arrays.asList(keyTypes).contains(KEY_TYPE) ? ALIAS : null;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return KEY_TYPE.equals(keyType) ? ALIAS : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("only engines are used");
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("only engines are used");
        }
    }

    /** Asks the {@link LeafCheck} and nothing else: no trust store, no path building, no network. */
    private static final class LeafTrust extends X509ExtendedTrustManager {
        private final X509Certificate authority;
        private final LeafCheck check;

        LeafTrust(X509Certificate authority, LeafCheck check) {
            this.authority = authority;
            this.check = check;
        }

        private void decide(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
            engine.getHandshakeSession().putValue(PARTY, check.check(chain[0]));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            decide(chain, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            decide(chain, engine);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority};
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("only engines are used");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("only engines are used");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("only engines are used");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("only engines are used");
        }
    }
}
