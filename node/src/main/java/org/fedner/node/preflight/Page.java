package org.fedner.node.preflight;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fedner.node.config.PageSection;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.PageCertificate;

/** Where a party is to show its page: port, who reaches it, certificate. */
record Page(PageSection section, Path identity, Clock clock) {

    void look(Checklist list) {
        Finding port = Site.listening("page", "party", section.host(), section.port());
        list.add(port.state() == Finding.State.OK && !Site.isLoopback(section.host()) ? openToOthers() : port);
        list.add(certificate());
    }

    private Finding openToOthers() {
        return Finding.warning(
                "page",
                SiteFault.PAGE_OPEN_TO_OTHERS,
                "%s:%d can be opened, and other machines reach it: they see nothing before they sign in, and try tokens; leave out page.host and come by an SSH tunnel unless that is intended"
                        .formatted(section.host(), section.port()));
    }

    private Finding certificate() {
        Optional<X509Certificate> found;
        try {
            found = PageCertificate.usable(identity);
        } catch (IdentityException e) {
            return Finding.fault("page-cert", e.fault(), e.sentence());
        }
        if (found.isEmpty()) {
            return Finding.ok("page-cert", "none yet: the first start makes it and prints its fingerprint");
        }
        Instant end = found.get().getNotAfter().toInstant();
        String known = "SHA-256 %s, %d days left"
                .formatted(
                        PageCertificate.fingerprint(found.get()).grouped(),
                        Duration.between(clock.instant(), end).toDays());
        return PageCertificate.isGood(found.get(), section.certifiedNames(), clock)
                ? Finding.ok("page-cert", known)
                : Finding.warning(
                        "page-cert",
                        SiteFault.PAGE_CERTIFICATE_CHANGES,
                        known
                                + "; the next start makes a new one, for its age or for other names: compare its fingerprint when the browser asks");
    }
}
