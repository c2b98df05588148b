package org.fedner.audit.event;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.fedner.audit.event.JsonValue.JsonArray;
import org.fedner.audit.event.JsonValue.JsonInteger;
import org.fedner.audit.event.JsonValue.JsonObject;
import org.fedner.audit.event.JsonValue.JsonString;

/** How one component of an event looks in JSON. There is deliberately no shape for a plain string. */
sealed interface FieldShape {

    JsonValue write(Object value);

    /** Reads a component called {@code name}. */
    Object read(JsonValue json, String name) throws MalformedLeafException;

    /** The shape of a component's declared type; a type without one cannot be part of an event. */
    static FieldShape of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new Elements(of(generic.getActualTypeArguments()[0]));
        }
        if (type == int.class) {
            return new Whole(true);
        }
        if (type == long.class) {
            return new Whole(false);
        }
        if (type instanceof Class<?> nominal && nominal.isEnum()) {
            return Choice.of(nominal);
        }
        if (type instanceof Class<?> nominal && nominal.isRecord()) {
            RecordSchema schema = new RecordSchema(nominal);
            return schema.isToken() ? new Token(schema) : new Nested(schema);
        }
        throw new AssertionError("no component of an event may have type " + type.getTypeName());
    }

    private static MalformedLeafException refuse(String name, String what) {
        return MalformedLeafException.outsideSchema("field " + name + " is not " + what);
    }

    /** An integer. */
    record Whole(boolean narrow) implements FieldShape {
        @Override
        public JsonValue write(Object value) {
            return new JsonInteger(((Number) value).longValue());
        }

        @Override
        public Object read(JsonValue json, String name) throws MalformedLeafException {
            if (!(json instanceof JsonInteger integer)) {
                throw refuse(name, "an integer");
            }
            if (!narrow) {
                return integer.value();
            }
            if ((int) integer.value() != integer.value()) {
                throw refuse(name, "in range");
            }
            return (int) integer.value();
        }
    }

    /** An enum constant, in lower case. */
    record Choice(Map<String, Object> constants) implements FieldShape {
        static Choice of(Class<?> type) {
            Map<String, Object> constants = new HashMap<>();
            for (Object constant : type.getEnumConstants()) {
                constants.put(text(constant), constant);
            }
            return new Choice(Map.copyOf(constants));
        }

        private static String text(Object constant) {
            return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        }

        @Override
        public JsonValue write(Object value) {
            return new JsonString(text(value));
        }

        @Override
        public Object read(JsonValue json, String name) throws MalformedLeafException {
            Object constant = json instanceof JsonString string ? constants.get(string.value()) : null;
            if (constant == null) {
                throw refuse(name, "one of the listed values");
            }
            return constant;
        }
    }

    /** A record around one checked string. */
    record Token(RecordSchema schema) implements FieldShape {
        @Override
        public JsonValue write(Object value) {
            return new JsonString(schema.token(value));
        }

        @Override
        public Object read(JsonValue json, String name) throws MalformedLeafException {
            if (!(json instanceof JsonString string)) {
                throw refuse(name, "a string");
            }
            return schema.fromToken(string.value());
        }
    }

    /** A record with fields of its own. */
    record Nested(RecordSchema schema) implements FieldShape {
        @Override
        public JsonValue write(Object value) {
            Map<String, JsonValue> members = new TreeMap<>();
            schema.write(value, members);
            return new JsonObject(new TreeMap<>(members));
        }

        @Override
        public Object read(JsonValue json, String name) throws MalformedLeafException {
            if (!(json instanceof JsonObject object)) {
                throw refuse(name, "an object");
            }
            return schema.read(object);
        }
    }

    /** A list. */
    record Elements(FieldShape element) implements FieldShape {
        @Override
        public JsonValue write(Object value) {
            return new JsonArray(((List<?>) value).stream().map(element::write).toList());
        }

        @Override
        public Object read(JsonValue json, String name) throws MalformedLeafException {
            if (!(json instanceof JsonArray array)) {
                throw refuse(name, "a list");
            }
            List<Object> elements = new ArrayList<>();
            for (JsonValue value : array.elements()) {
                elements.add(element.read(value, name));
            }
            return elements;
        }
    }
}
