package org.fedner.node.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One key in which two policies differ.
 *
 * @param key of policy.yaml
 * @param direction whether the second lets more leave than the first
 */
public record PolicyChange(String key, String before, String after, Direction direction) {
    /** Limits of which a greater one is stricter. */
    private static final Set<String> FLOORS = Set.of("minPlatforms", "colluders", "privacy.minNoiseMultiplier");

    /** Lists that allow anything as long as they name nothing. */
    private static final Set<String> OPEN_LISTS = Set.of("architectures", "servers");

    /** What a change means for the hospital. */
    public enum Direction {
        STRICTER,
        LOOSER,
        /** Some of both. */
        OTHER
    }

    /** Every difference in effect, keys that were left out counted with their defaults; in the order of the file. */
    public static List<PolicyChange> between(PolicyFile before, PolicyFile after) {
        Map<String, Object> now = inEffect(after);
        List<PolicyChange> changes = new ArrayList<>();
        inEffect(before).forEach((key, from) -> {
            Object to = now.get(key);
            if (!Objects.equals(from, to)) {
                changes.add(new PolicyChange(key, word(from), word(to), direction(key, from, to)));
            }
        });
        return changes;
    }

    /** The value in effect of every key, as the file would say it. */
    public static Map<String, String> values(PolicyFile policy) {
        Map<String, String> values = new LinkedHashMap<>();
        inEffect(policy).forEach((key, value) -> values.put(key, word(value)));
        return values;
    }

    private static String word(Object value) {
        return value == null ? "none" : value.toString();
    }

    private static Map<String, Object> inEffect(PolicyFile policy) {
        Map<String, Object> values = new LinkedHashMap<>();
        collect("", policy, values);
        return values;
    }

    private static void collect(String section, Record read, Map<String, Object> values) {
        for (RecordComponent component : read.getClass().getRecordComponents()) {
            Object value = value(component, read);
            if (value instanceof Record inner) {
                collect(section + component.getName() + ".", inner, values);
            } else {
                values.put(section + component.getName(), value);
            }
        }
    }

    private static Direction direction(String key, Object from, Object to) {
        if (from instanceof Collection<?> old && to instanceof Collection<?> now) {
            boolean isClosed = OPEN_LISTS.contains(key) && old.isEmpty();
            boolean isOpened = OPEN_LISTS.contains(key) && now.isEmpty();
            if (isClosed || isOpened) {
                return isClosed ? Direction.STRICTER : Direction.LOOSER;
            }
            return old.containsAll(now)
                    ? Direction.STRICTER
                    : now.containsAll(old) ? Direction.LOOSER : Direction.OTHER;
        }
        if (from instanceof Number old && to instanceof Number now) {
            boolean isRaised = now.doubleValue() > old.doubleValue();
            return isRaised == FLOORS.contains(key) ? Direction.STRICTER : Direction.LOOSER;
        }
        return Direction.OTHER;
    }

    private static Object value(RecordComponent component, Record read) {
        try {
            return component.getAccessor().invoke(read);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError("accessors of a public record only return", e);
        }
    }
}
