package org.fedner.audit.event;

import java.util.regex.Pattern;

/** The name of a log, for example {@code oncology-2026/server}; equals the name of the key that signs it. */
public record Origin(String name) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}(/[a-z0-9][a-z0-9._-]{0,62}){0,5}");

    public Origin {
        Tokens.requireMatch(NAME, name, "an origin: lower-case letters, digits, dots and dashes, parts joined by /");
    }
}
