/** {@code fedner audit}: what is taken out of logs, compared and exported. Each command is one class with its help. */
package org.fedner.node.cli.audit;
