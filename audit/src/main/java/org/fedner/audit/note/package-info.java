/**
 * Signed notes: how a checkpoint names a log's size and root, and who vouches for it.
 *
 * <p>Formats of C2SP, taken literally: signed-note, tlog-checkpoint, tlog-cosignature and tlog-policy. A note is text, a
 * blank line, and one line per signature. Signatures of unknown keys are ignored; a known key with a bad signature
 * refuses the whole note.
 */
package org.fedner.audit.note;
