/**
 * The secure sum as two state machines, without input or output.
 *
 * <p>{@link org.fedner.aggregation.protocol.PlatformPhase} and {@link org.fedner.aggregation.protocol.ServerPhase} turn an
 * event into a {@link org.fedner.aggregation.protocol.PlatformStep} or {@link
 * org.fedner.aggregation.protocol.ServerStep}: the next phase, the messages to send, and notices for the
 * process around it. They never read a clock, open a socket, start a thread or log; randomness is given to them. So an
 * epoch can be replayed by the simulator in the tests and by an auditor.
 *
 * <pre>
 * PLATFORM  AwaitingRoster ─ROSTER→ AwaitingKeySet ─KEYSET→ AwaitingLinkSet ─LINKSET→ AwaitingState ─(state)→ AwaitingFirstOpen ─OPEN 0→
 *           BetweenRounds ─OPEN→ AwaitingInput ─(input)→ AwaitingResult ─RESULT or VOID→ BetweenRounds
 * SERVER    AdvertisingKeys ─KEYS→ Linking ─LINK→ AgreeingOnState ─READY→ CollectingInputs
 *           CollectingInputs ─UPLOAD or deadline→ RoundDecided ─(durable)→ CollectingInputs | EpochOver | ServerFinished
 * </pre>
 *
 * <p>The default is refusal: a phase overrides only the events it accepts, and what it refuses changes nothing. A
 * violation by the server ends in {@link org.fedner.aggregation.protocol.PlatformAborted} with every secret of the epoch
 * erased. Whoever receives again the message that began its present phase answers with the same bytes; that is all
 * there is to reconnecting.
 *
 * <p>The pictures are of mode F, one flight. Rounds of mode R have phases of their own, {@code
 * CalledPhase} and {@code RecoverablePhase}, and so have
 * the dummy rounds of mode D. Specified in docs/protocol.md.
 */
package org.fedner.aggregation.protocol;
