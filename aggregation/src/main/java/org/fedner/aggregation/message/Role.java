package org.fedner.aggregation.message;

/** What a party of the federation is enrolled as. */
public enum Role {
    SERVER(1),
    PLATFORM(2);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Role ofCode(long code) throws MalformedMessageException {
        for (Role role : values()) {
            if (role.code == code) {
                return role;
            }
        }
        throw new MalformedMessageException("no role has code " + code);
    }
}
