package org.fedner.audit.event;

import java.util.regex.Pattern;

/** A version number such as {@code 17.0.15} or {@code 0.1.0-SNAPSHOT}. */
public record Version(String number) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}(\\.[0-9]{1,5}){0,3}(-[A-Z0-9]{1,16})?");

    public Version {
        Tokens.requireMatch(NUMBER, number, "a version number");
    }
}
