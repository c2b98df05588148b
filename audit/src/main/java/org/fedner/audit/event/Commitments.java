package org.fedner.audit.event;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The commitments in an event, by the names of their fields. */
public final class Commitments {
    private Commitments() {}

    /** Of {@code event}; most events have none. */
    public static SortedMap<String, Commitment> of(Event event) {
        SortedMap<String, Commitment> found = new TreeMap<>();
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(event);
                Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
                if (present instanceof Commitment commitment) {
                    found.put(RecordSchema.snakeCase(component.getName()), commitment);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("components of public records can be read", e);
            }
        }
        return found;
    }
}
