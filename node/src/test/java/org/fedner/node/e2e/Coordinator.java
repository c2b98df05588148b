package org.fedner.node.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;

/** The holder of the authority's key, who carries files between it and the server's letter box. */
final class Coordinator {
    private static final long LOOK_NANOS = 200_000_000;

    private final Hospitals hospitals;
    private final Path authority;
    private final SecureRandom random;
    private final Clock clock;
    private final Set<String> revoked = new HashSet<>();

    Coordinator(Hospitals hospitals, SecureRandom random, Clock clock) {
        this(hospitals, hospitals.federation.authority(), random, clock);
    }

    /** @param authority folder of the key that signs now */
    Coordinator(Hospitals hospitals, Path authority, SecureRandom random, Clock clock) {
        this.hospitals = hospitals;
        this.authority = authority;
        this.random = random;
        this.clock = clock;
    }

    private List<Path> folders() {
        List<Path> folders = new ArrayList<>(List.of(hospitals.federation.server()));
        folders.addAll(hospitals.federation.platforms().values());
        return folders;
    }

    /** Everybody's certificate ends soon; returns when the last of them does. */
    Instant shorten(Duration lifetime) throws IdentityException {
        List<EnrolmentRequest> requests = new ArrayList<>();
        for (Path folder : folders()) {
            try (Identity identity = Identity.load(folder, clock)) {
                requests.add(identity.renewalRequest());
            }
        }
        try (FederationAuthority opened = FederationAuthority.load(authority, clock)) {
            List<Enrolment> ending = opened.renew(requests, lifetime, random);
            for (int i = 0; i < requests.size(); i++) {
                Identity.install(folders().get(i), ending.get(i), clock);
            }
        }
        return clock.instant().plus(lifetime);
    }

    /** Waits until so many requests lie in the letter box, and puts the answers there. */
    void answer(Duration lifetime, int count) throws IdentityException, IOException {
        Path box = hospitals.out.resolve("server").resolve("enrolment");
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        List<Path> files = requests(box);
        while (files.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only these ask to be renewed: " + files);
            }
            LockSupport.parkNanos(LOOK_NANOS);
            files = requests(box);
        }
        answer(files, lifetime, box);
    }

    /** Answers whatever requests lie in the letter box now. */
    void answerWhatIsThere(Duration lifetime) throws IdentityException, IOException {
        Path box = hospitals.out.resolve("server").resolve("enrolment");
        List<Path> files = requests(box);
        files = files.stream()
                .filter(file -> !revoked.contains(file.getFileName().toString()))
                .toList();
        if (!files.isEmpty()) {
            answer(files, lifetime, box);
        }
    }

    private void answer(List<Path> files, Duration lifetime, Path box) throws IdentityException, IOException {
        List<EnrolmentRequest> requests = new ArrayList<>();
        for (Path file : files) {
            requests.add(EnrolmentRequest.read(file));
        }
        try (FederationAuthority opened = FederationAuthority.load(authority, clock)) {
            List<Enrolment> answers = opened.renew(requests, lifetime, random);
            for (int i = 0; i < answers.size(); i++) {
                answers.get(i).write(box.resolve("answers/" + requests.get(i).name() + ".enrolment"));
                Files.delete(files.get(i));
            }
        }
    }

    /** Strikes a platform off; the server has the roster at once. */
    void revoke(String name) throws IdentityException {
        try (FederationAuthority opened = FederationAuthority.load(authority, clock)) {
            Identity.install(hospitals.federation.server(), opened.revoke(name), clock);
            revoked.add(name + ".request");
        }
    }

    private static List<Path> requests(Path box) throws IOException {
        Path folder = box.resolve("requests");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".request"))
                    .sorted()
                    .toList();
        }
    }
}
