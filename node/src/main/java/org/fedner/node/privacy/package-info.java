/**
 * A site's privacy budget: what one step of a job costs ({@link PrivacyTerms}), what a data set has cost so far over all jobs
 * ({@link PrivacyLedger}), and the sentences that say what is promised to whom ({@link PrivacyStatement}).
 *
 * <p>Specified in docs/privacy.md.
 */
package org.fedner.node.privacy;
