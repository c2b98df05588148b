package org.fedner.node.identity;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.SignedRoster;

/**
 * The authority's answer to a request, in one file: the site's certificate, the authority's with all changes of its key, and the
 * roster.
 *
 * <p>A file may also carry no certificate of a site, to bring a newer roster or the authority's newer key; then {@code
 * certificate} is empty. Whether it is this federation's has not been verified yet: {@link Identity#install} does.
 */
public record Enrolment(Optional<X509Certificate> certificate, AuthorityPaper authority, SignedRoster roster) {
    static final String ROSTER = "FEDNER ROSTER";
    static final String AUTHORITY = "FEDNER AUTHORITY CERTIFICATE";

    /** Whether the authority has the key with this fingerprint. */
    public boolean isOf(Fingerprint expected) {
        return authority.fingerprint().equals(expected);
    }

    public String text() {
        return certificate
                        .map(own -> new Pem(Certificates.LABEL, Certificates.encoded(own)).text())
                        .orElse("")
                + authority.text()
                + new Pem(ROSTER, roster.encode()).text();
    }

    public void write(Path file) throws IdentityException {
        OwnFiles.write(file, text());
    }

    public static Enrolment read(Path file) throws IdentityException {
        return parse(OwnFiles.read(file), file.toString());
    }

    /**
     * Reads an answer that came another way.
     *
     * @param source named in the sentence of a failure
     */
    public static Enrolment parse(String text, String source) throws IdentityException {
        Path file = Path.of(source);
        List<Pem> blocks = Pem.parse(text);
        Optional<byte[]> own = Pem.only(blocks, Certificates.LABEL);
        X509Certificate authority = certificate(
                Pem.only(blocks, AUTHORITY).orElseThrow(() -> malformed(file, "holds no authority certificate")), file);
        byte[] roster = Pem.only(blocks, ROSTER).orElseThrow(() -> malformed(file, "holds no roster"));
        return new Enrolment(
                own.isPresent() ? Optional.of(certificate(own.get(), file)) : Optional.empty(),
                AuthorityPaper.of(authority, blocks, file),
                roster(roster, file));
    }

    static X509Certificate certificate(byte[] der, Path source) throws IdentityException {
        try {
            return Certificates.decode(der);
        } catch (CertificateException e) {
            throw malformed(source, "holds bytes that are no certificate");
        }
    }

    static SignedRoster roster(byte[] bytes, Path source) throws IdentityException {
        try {
            return SignedRoster.decode(bytes);
        } catch (MalformedMessageException e) {
            throw malformed(source, "holds bytes that are no roster");
        }
    }

    private static IdentityException malformed(Path source, String what) {
        return new IdentityException(
                IdentityFault.MALFORMED, "%s %s; ask the coordinator to send it again.".formatted(source, what));
    }
}
