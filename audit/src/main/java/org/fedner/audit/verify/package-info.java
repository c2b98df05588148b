/**
 * The auditor's side: checks a log's files offline, with nothing but the public keys.
 *
 * <p>{@link org.fedner.audit.verify.LogVerifier} checks every file of a log against every other and against the signed
 * checkpoints, then the meaning of the leaves with one class per {@link org.fedner.audit.verify.Rule}. Whatever does not
 * fit is a {@link org.fedner.audit.verify.Finding} that names the rule, the file and the place. It reads a log once, from
 * the first leaf to the last, and keeps a few hashes of it.
 *
 * <p>To read it in an afternoon: {@code LogVerifier}, {@code LogInspection}, {@code CheckpointCheck}, {@code TileCheck},
 * then the rules.
 */
package org.fedner.audit.verify;
