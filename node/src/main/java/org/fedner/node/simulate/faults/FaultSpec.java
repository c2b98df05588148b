package org.fedner.node.simulate.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of fault, where and when, as {@code --faults} says it.
 *
 * <pre>
 * SPEC  = FAULT {";" FAULT}
 * FAULT = KIND [":" KEY "=" VALUE {"," KEY "=" VALUE}]
 * KIND  = cut | kill | delay | partition | duplicate | corrupt
 * KEY   = platform (a name; else all) | round (N) | rounds (N-M; else all) | rate (0 to 1, for each platform and round; else 1)
 *       | millis (delay and partition need it; kill: until the process is started again, else never)
 *       | way (up: in mid-vector; down: in mid-sum; else at any byte of both)
 * </pre>
 *
 * @param platform empty for all
 * @param from first round, from 1
 * @param to last round
 * @param rate probability for each platform and round
 * @param millis 0 where it has no meaning or is left out
 * @param way whose bytes are counted until it strikes
 */
public record FaultSpec(Kind kind, Optional<String> platform, int from, int to, double rate, long millis, Way way) {

    /** One sentence for whoever got it wrong. */
    public static final String GRAMMAR =
            "--faults is KIND[:KEY=VALUE,...], several separated by ';', where KIND is cut, kill, delay, partition, duplicate"
                    + " or corrupt and KEY is platform=NAME, round=N, rounds=N-M, rate=0..1, way=up, way=down or millis=N,"
                    + " which delay and partition need";

    private static final long MOST_MILLIS = 600_000;

    /** Whose bytes lead up to a fault: the platform's, the server's, or both. */
    public enum Way {
        UP,
        DOWN,
        BOTH;

        private static Way of(String word) {
            return switch (word) {
                case "up" -> UP;
                case "down" -> DOWN;
                default -> throw refusal("'" + word + "' is no way");
            };
        }
    }

    /** What happens. */
    public enum Kind {
        /** The connection is closed at a random byte of the round. */
        CUT,
        /** The platform's process ends at a random byte of the round. */
        KILL,
        /** All bytes of the round, both ways, arrive that much later. */
        DELAY,
        /** The connection is closed and no other comes about for that long. */
        PARTITION,
        /** Bytes arrive twice, which TLS answers by ending the connection. */
        DUPLICATE,
        /** A bit is flipped, which TLS answers by ending the connection. */
        CORRUPT;

        /** As the user writes it and the report shows it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean needsMillis() {
            return this == DELAY || this == PARTITION;
        }

        private boolean takesMillis() {
            return needsMillis() || this == KILL;
        }
    }

    /**
     * @param platforms names that there are
     * @throws IllegalArgumentException with a sentence that ends in {@link #GRAMMAR}
     */
    public static List<FaultSpec> parse(String spec, Collection<String> platforms) {
        List<FaultSpec> faults = new ArrayList<>();
        for (String fault : spec.split(";", -1)) {
            faults.add(parseOne(fault.strip(), platforms));
        }
        return List.copyOf(faults);
    }

    private static FaultSpec parseOne(String fault, Collection<String> platforms) {
        int colon = fault.indexOf(':');
        String word = colon < 0 ? fault : fault.substring(0, colon);
        Kind kind = Arrays.stream(Kind.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElseThrow(() -> refusal("there is no fault '" + word + "'"));
        Map<String, String> values = colon < 0 ? new HashMap<>() : values(fault.substring(colon + 1));
        Optional<String> platform = Optional.ofNullable(values.remove("platform"));
        platform.filter(name -> !platforms.contains(name)).ifPresent(name -> {
            throw refusal("no platform is named '" + name + "'");
        });
        if (values.containsKey("round") && values.containsKey("rounds")) {
            throw refusal("a fault has a round or rounds");
        }
        String rounds = values.containsKey("round") ? values.remove("round") : values.remove("rounds");
        int dash = rounds == null ? -1 : rounds.indexOf('-');
        int from = rounds == null ? 1 : (int) number(dash < 0 ? rounds : rounds.substring(0, dash), Integer.MAX_VALUE);
        int to = rounds == null
                ? Integer.MAX_VALUE
                : dash < 0 ? from : (int) number(rounds.substring(dash + 1), Integer.MAX_VALUE);
        double rate = rate(values.remove("rate"));
        Way way = Optional.ofNullable(values.remove("way")).map(Way::of).orElse(Way.BOTH);
        String wait = values.remove("millis");
        if (wait == null && kind.needsMillis() || wait != null && !kind.takesMillis() || to < from) {
            throw refusal("'" + fault + "' is not complete");
        }
        long millis = wait == null ? 0 : number(wait, MOST_MILLIS);
        if (!values.isEmpty()) {
            throw refusal("a fault has no '" + values.keySet().iterator().next() + "'");
        }
        return new FaultSpec(kind, platform, from, to, rate, millis, way);
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw refusal("'" + pair + "' is no KEY=VALUE");
            }
            if (values.put(
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip())
                    != null) {
                throw refusal("'" + pair.substring(0, equals).strip() + "' is given twice");
            }
        }
        return values;
    }

    private static long number(String text, long most) {
        if (text.matches("[0-9]{1,9}")) {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw refusal("'" + text + "' is no number from 1 to " + most);
    }

    private static double rate(String text) {
        if (text == null) {
            return 1;
        }
        if (text.matches("[0-9]{0,3}(\\.[0-9]{1,9})?") && text.matches(".*[0-9].*")) {
            double rate = Double.parseDouble(text);
            if (rate > 0 && rate <= 1) {
                return rate;
            }
        }
        throw refusal("'" + text + "' is no rate above 0 and up to 1");
    }

    private static IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException(what + ": " + GRAMMAR);
    }

    /** Whether this fault may happen to that platform in that round. */
    boolean concerns(String name, int round) {
        return from <= round && round <= to && platform.map(name::equals).orElse(true);
    }
}
