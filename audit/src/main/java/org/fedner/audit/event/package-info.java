/**
 * What may be written into an audit log: a closed set of records, and their canonical bytes.
 *
 * <p>An {@link org.fedner.audit.event.Event} is a record whose components are enums, bounded integers, hex of fixed
 * length, or records and lists of these. The record <em>is</em> the schema: {@link org.fedner.audit.event.Leaf} derives
 * the JSON from its components and refuses anything else when reading. There is no component of free text, so no note,
 * token, path or exception message can be logged by mistake. A new event is a new record and one line in
 * {@link org.fedner.audit.event.EventType}.
 *
 * <p>Bytes are RFC 8785 (JCS) restricted to objects, arrays, strings and integers below 2^53.
 */
package org.fedner.audit.event;
