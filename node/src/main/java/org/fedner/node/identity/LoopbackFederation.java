package org.fedner.node.identity;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.message.Role;

/**
 * A whole federation on one machine, for demonstrations and tests: every party enrolled through the same calls as
 * {@code fedner provision}. The authority's key lies beside the others here, which no real federation does.
 *
 * @param authority folder of the authority
 * @param server identity folder of the server
 * @param platforms identity folders by name, in the order given
 */
public record LoopbackFederation(Path authority, Path server, Map<String, Path> platforms) {

    private static final String SERVER = "server";

    /** Makes {@code root/authority}, {@code root/server} and one folder for each platform under {@code root/platforms}. */
    public static LoopbackFederation create(Path root, String name, List<String> platforms, Clock clock)
            throws IdentityException {
        SecureRandom random = new SecureRandom();
        LoopbackFederation made = new LoopbackFederation(
                root.resolve("authority"), root.resolve(SERVER), folders(root.resolve("platforms"), platforms));
        List<Path> folders = new ArrayList<>(List.of(made.server));
        List<EnrolmentRequest> requests =
                new ArrayList<>(List.of(Identity.request(made.server, SERVER, Role.SERVER, List.of(), random)));
        for (var platform : made.platforms.entrySet()) {
            folders.add(platform.getValue());
            requests.add(Identity.request(platform.getValue(), platform.getKey(), Role.PLATFORM, List.of(), random));
        }
        try (FederationAuthority authority = FederationAuthority.init(made.authority, name, random, clock)) {
            List<Enrolment> enrolments = authority.approve(requests, random);
            for (int i = 0; i < folders.size(); i++) {
                Identity.install(folders.get(i), enrolments.get(i), clock);
            }
        }
        return made;
    }

    private static Map<String, Path> folders(Path parent, List<String> platforms) {
        Map<String, Path> folders = new LinkedHashMap<>();
        platforms.forEach(name -> folders.put(name, parent.resolve(name)));
        return folders;
    }

    /** Signs a job as the coordinator would. */
    public SignedJob signJob(byte[] job, Clock clock) throws IdentityException {
        try (FederationAuthority opened = FederationAuthority.load(authority, clock)) {
            return opened.signJob(job);
        }
    }
}
