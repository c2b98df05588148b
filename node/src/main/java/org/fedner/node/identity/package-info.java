/**
 * Who is who: keys, certificates, the roster, and the authority that signs them.
 *
 * <p>A federation has one {@link FederationAuthority}, whose key stays with the coordinator and off the server. Each site
 * makes its own two Ed25519 keys (one for TLS and protocol messages, one for its audit log) and an
 * {@link EnrolmentRequest}; neither key ever leaves the site. The authority answers with an {@link Enrolment}: a certificate
 * for 90 days, the authority's certificate, and the roster of all who are enrolled. Installed, it is an {@link Identity}.
 *
 * <pre>
 * coordinator                         site
 * init     authority/                 request   identity/key.pem, audit-key.pem  ->  NAME.request
 * approve  NAME.request  ->  NAME.enrolment     (both sides compare fingerprints by telephone)
 *                                     install   NAME.enrolment  ->  identity/certificate.pem, authority.pem, roster.pem
 * job      federation.yaml -> job.signed
 * </pre>
 *
 * <p>The authority's key may be succeeded by another ({@link Handover}); an {@link AuthorityPaper} holds the newest and how it
 * came to be that, and {@link CurrentAuthority} says whose signatures count at a site now.
 *
 * <p>{@link Trust} is the other direction: whether somebody else's certificate counts. Being signed is not enough; the
 * current roster must list the key. Leaving the roster is revocation.
 *
 * <p>Key files are mode 0600 in folders of mode 0700, and are refused when they are open to others.
 */
package org.fedner.node.identity;
