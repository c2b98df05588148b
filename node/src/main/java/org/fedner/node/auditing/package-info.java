/** From this house's folders and rosters to the auditor's verifier, which itself knows nothing of either. */
package org.fedner.node.auditing;
