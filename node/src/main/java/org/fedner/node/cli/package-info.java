/**
 * The command line: one class per command, text for people or JSON for machines.
 *
 * <p>JSON goes to standard output and nothing else does; progress and logs go to standard error. Every expected failure is
 * a {@link FailureException}: one sentence and a documented exit status; a stack trace appears only with {@code --debug}.
 */
package org.fedner.node.cli;
