package org.fedner.audit.event;

/**
 * What is running.
 *
 * @param version   of Fedner
 * @param jarSha256 of the program's archive
 * @param java      of the Java runtime
 */
public record Software(Version version, Sha256Hex jarSha256, Version java) {

    /** With the Java version of this process. */
    public static Software running(Version version, Sha256Hex jarSha256) {
        Runtime.Version java = Runtime.version();
        return new Software(
                version, jarSha256, new Version(java.feature() + "." + java.interim() + "." + java.update()));
    }
}
