package org.fedner.audit.note;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom an auditor trusts: logs, witnesses and how many of them (C2SP tlog-policy).
 *
 * <pre>
 * log fedner.example/dep1/server+08343219+AYqI...
 * witness a hospital-a.example/w+ab19f91c+BIE5...
 * group hospitals 2 a b c        a number, any, or all
 * quorum hospitals               or: quorum none
 * </pre>
 */
public final class TrustPolicy {

    /** A witness, or a group of them, that may be satisfied by the keys that signed. */
    private sealed interface Party {
        boolean isSatisfiedBy(Set<Vkey> signers);
    }

    private record Witness(Vkey key) implements Party {
        @Override
        public boolean isSatisfiedBy(Set<Vkey> signers) {
            return signers.contains(key);
        }
    }

    private record Group(int threshold, List<Party> members) implements Party {
        @Override
        public boolean isSatisfiedBy(Set<Vkey> signers) {
            return members.stream()
                            .filter(member -> member.isSatisfiedBy(signers))
                            .count()
                    >= threshold;
        }
    }

    private final List<Vkey> logs;
    private final List<Vkey> witnesses;
    private final Party quorum;

    private TrustPolicy(List<Vkey> logs, List<Vkey> witnesses, Party quorum) {
        this.logs = List.copyOf(logs);
        this.witnesses = List.copyOf(witnesses);
        this.quorum = quorum;
    }

    /** Trusts these logs and asks for no witness. */
    public static TrustPolicy ofLogs(Collection<Vkey> logs) {
        return new TrustPolicy(List.copyOf(logs), List.of(), new Group(0, List.of()));
    }

    /** Reads a policy file; names are opaque, so bytes map to characters one to one. */
    public static TrustPolicy parse(byte[] file) throws MalformedNoteException {
        return new Reader().read(new String(file, StandardCharsets.ISO_8859_1));
    }

    /** A file that trusts these logs and knows these witnesses, without a quorum of its own. */
    public static String format(Collection<Vkey> logs, Collection<Vkey> witnesses) {
        StringBuilder file = new StringBuilder();
        logs.forEach(log -> file.append("log ").append(log).append('\n'));
        witnesses.forEach(witness -> file.append("witness ")
                .append(witness.name())
                .append(' ')
                .append(witness)
                .append('\n'));
        return file.append("quorum none\n").toString();
    }

    /** Keys of the log called {@code origin}, and of every witness: what a checkpoint of that log is verified with. */
    public List<Vkey> keysFor(String origin) {
        List<Vkey> keys = new ArrayList<>(
                logs.stream().filter(log -> log.name().equals(origin)).toList());
        keys.addAll(witnesses);
        return keys;
    }

    /** Trusted witnesses. */
    public List<Vkey> witnesses() {
        return witnesses;
    }

    /** Whether the policy asks for witnesses in general terms; a quorum of its own choosing is {@link #accepts}. */
    public boolean hasQuorum() {
        return !(quorum instanceof Group group && group.threshold() == 0);
    }

    /** Trusted logs. */
    public List<Vkey> logs() {
        return logs;
    }

    /** True if {@code signers} include a key of the log {@code origin} and satisfy the quorum. */
    public boolean accepts(String origin, Collection<Vkey> signers) {
        boolean byLog = signers.stream()
                .anyMatch(signer -> logs.contains(signer) && signer.name().equals(origin));
        return byLog && quorum.isSatisfiedBy(Set.copyOf(signers));
    }

    private static final class Reader {
        private final List<Vkey> logs = new ArrayList<>();
        private final Map<String, Party> parties = new LinkedHashMap<>();
        private final List<Vkey> witnesses = new ArrayList<>();
        private final Set<String> keys = new HashSet<>();
        private final Set<String> grouped = new HashSet<>();
        private final Map<String, Party> quorum = new HashMap<>();
        private int number;

        TrustPolicy read(String file) throws MalformedNoteException {
            if (file.chars().anyMatch(c -> c < 0x20 && c != '\n' && c != '\t' || c == 0x7f)) {
                throw new MalformedNoteException("policy: control character");
            }
            for (String line : file.split("\n", -1)) {
                number++;
                String[] words = line.strip().split("[ \t]+");
                if (!words[0].isEmpty() && !words[0].startsWith("#")) {
                    line(words);
                }
            }
            if (quorum.isEmpty()) {
                throw new MalformedNoteException("policy: no quorum line");
            }
            return new TrustPolicy(logs, witnesses, quorum.values().iterator().next());
        }

        private void line(String[] words) throws MalformedNoteException {
            switch (words[0]) {
                case "log" -> {
                    require(words.length == 2 || words.length == 3, "log VKEY [URL]");
                    logs.add(key("log", words[1], KeyType.ED25519));
                }
                case "witness" -> {
                    require(words.length == 3 || words.length == 4, "witness NAME VKEY [URL]");
                    Vkey key = key("witness", words[2], KeyType.COSIGNATURE);
                    define(words[1], new Witness(key));
                    witnesses.add(key);
                }
                case "group" -> {
                    require(words.length >= 4, "group NAME THRESHOLD NAME...");
                    List<Party> members = new ArrayList<>();
                    for (int i = 3; i < words.length; i++) {
                        members.add(defined(words[i]));
                        require(grouped.add(words[i]), "a name may be a member once");
                    }
                    define(words[1], new Group(threshold(words[2], members.size()), members));
                }
                case "quorum" -> {
                    require(words.length == 2 && quorum.isEmpty(), "quorum NAME, once");
                    quorum.put(words[1], words[1].equals("none") ? new Group(0, List.of()) : defined(words[1]));
                }
                default -> require(false, "log, witness, group or quorum");
            }
        }

        private Vkey key(String role, String text, KeyType type) throws MalformedNoteException {
            Vkey key = Vkey.parse(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            require(key.type() == type, "a key of the wrong type");
            require(keys.add(role + text.substring(text.indexOf('+', text.indexOf('+') + 1))), "a key given twice");
            return key;
        }

        private void define(String name, Party party) throws MalformedNoteException {
            require(!name.equals("none") && parties.putIfAbsent(name, party) == null, "a new name");
        }

        private Party defined(String name) throws MalformedNoteException {
            require(parties.containsKey(name), "a name defined above");
            return parties.get(name);
        }

        private int threshold(String word, int members) throws MalformedNoteException {
            if (word.equals("any")) {
                return 1;
            }
            if (word.equals("all")) {
                return members;
            }
            require(
                    word.matches("[1-9][0-9]{0,3}") && Integer.parseInt(word) <= members,
                    "a threshold within the group");
            return Integer.parseInt(word);
        }

        private void require(boolean condition, String expected) throws MalformedNoteException {
            if (!condition) {
                throw new MalformedNoteException("policy line %d: expected %s".formatted(number, expected));
            }
        }
    }
}
