package org.fedner.audit.event;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.fedner.audit.event.JsonValue.JsonObject;

/**
 * The JSON object of a record, derived from its components: {@code modelInSha256} becomes {@code model_in_sha256}, an
 * empty {@link Optional} is an absent member. What the record's constructor refuses is outside the schema.
 */
final class RecordSchema {

    private record Field(String name, Method accessor, FieldShape shape, boolean optional) {}

    private final List<Field> fields = new ArrayList<>();
    private final Constructor<?> constructor;
    private final Optional<Method> token;

    RecordSchema(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        token = components.length == 1 && components[0].getType() == String.class
                ? Optional.of(components[0].getAccessor())
                : Optional.empty();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            if (token.isPresent()) {
                continue;
            }
            boolean optional = types[i] == Optional.class;
            Type type = components[i].getGenericType();
            Type inner = optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
            fields.add(new Field(
                    snakeCase(components[i].getName()), components[i].getAccessor(), FieldShape.of(inner), optional));
        }
        try {
            constructor = record.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every record has its canonical constructor", e);
        }
    }

    static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** True for a record around one checked string, which is written as that string. */
    boolean isToken() {
        return token.isPresent();
    }

    String token(Object record) {
        return (String) invoke(token.orElseThrow(), record);
    }

    Object fromToken(String text) throws MalformedLeafException {
        return construct(text);
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    void write(Object record, Map<String, JsonValue> members) {
        for (Field field : fields) {
            Object value = invoke(field.accessor, record);
            if (field.optional) {
                ((Optional<?>) value).ifPresent(present -> members.put(field.name, field.shape.write(present)));
            } else {
                members.put(field.name, field.shape.write(value));
            }
        }
    }

    /** Reads the record from {@code object}, which may hold no further members than its fields. */
    Object read(JsonObject object) throws MalformedLeafException {
        SortedMap<String, JsonValue> members = object.members();
        Object[] arguments = new Object[fields.size()];
        int found = 0;
        for (int i = 0; i < arguments.length; i++) {
            Field field = fields.get(i);
            JsonValue value = members.get(field.name);
            if (value != null) {
                found++;
                Object read = field.shape.read(value, field.name);
                arguments[i] = field.optional ? Optional.of(read) : read;
            } else if (field.optional) {
                arguments[i] = Optional.empty();
            } else {
                throw MalformedLeafException.outsideSchema("field " + field.name + " is missing");
            }
        }
        if (found != members.size()) {
            throw MalformedLeafException.outsideSchema("a field the schema does not know");
        }
        return construct(arguments);
    }

    private Object construct(Object... arguments) throws MalformedLeafException {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw MalformedLeafException.outsideSchema(refused.getMessage());
            }
            throw new AssertionError("records refuse with IllegalArgumentException only", e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("records of this package can be built", e);
        }
    }

    private static Object invoke(Method accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("components of public records can be read", e);
        }
    }
}
