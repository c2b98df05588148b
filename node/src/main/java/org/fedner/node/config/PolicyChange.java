package org.fedner.node.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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
    private static final Set<String> FLOORS = Set.of("minPlatforms", "colluders");

    /** What a change means for the hospital. */
    public enum Direction {
        STRICTER,
        LOOSER,
        /** Some of both. */
        OTHER
    }

    /** Every difference in effect, keys that were left out counted with their defaults; in the order of the file. */
    public static List<PolicyChange> between(PolicyFile before, PolicyFile after) {
        List<PolicyChange> changes = new ArrayList<>();
        for (RecordComponent component : PolicyFile.class.getRecordComponents()) {
            Object from = value(component, before);
            Object to = value(component, after);
            if (!Objects.equals(from, to)) {
                changes.add(new PolicyChange(
                        component.getName(),
                        String.valueOf(from),
                        String.valueOf(to),
                        direction(component.getName(), from, to)));
            }
        }
        return changes;
    }

    /** The value in effect of every key, as the file would say it. */
    public static List<String> values(PolicyFile policy) {
        return Arrays.stream(PolicyFile.class.getRecordComponents())
                .map(component -> component.getName() + ": " + value(component, policy))
                .toList();
    }

    private static Direction direction(String key, Object from, Object to) {
        if (from instanceof Collection<?> old && to instanceof Collection<?> now) {
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

    private static Object value(RecordComponent component, PolicyFile policy) {
        try {
            return component.getAccessor().invoke(policy);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError("accessors of a public record only return", e);
        }
    }
}
