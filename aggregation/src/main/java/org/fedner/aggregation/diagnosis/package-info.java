/**
 * Whose fault is persistent: judges rounds on public dummy inputs after every mask was opened.
 *
 * <p>After a refused sum {@link org.fedner.aggregation.evidence} convicts the server or clears it. If it clears it, some member's
 * vector, mask or tag was wrong, and in a real round nobody can tell whose, because masks are never opened. In mode D nothing is
 * hidden that could matter: the inputs are public, so masks may be. {@link org.fedner.aggregation.diagnosis.DummyRound} is all
 * that is known of one such round; whoever holds it, server or member, computes every upload anew and comes to the same
 * findings. {@link org.fedner.aggregation.diagnosis.Diagnosis} gathers them over a run.
 *
 * <p>Specified in docs/protocol.md, "Mode D", with the argument why opening is safe and the list of what cannot be said.
 */
package org.fedner.aggregation.diagnosis;
