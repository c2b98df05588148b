package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.model.network.Recogniser;
import org.fedner.node.egress.Where;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;

/**
 * A run once more from its audit logs, in the clear and in one thread: the rounds, voids, members, survivors and restarts that
 * were logged, the same seeded batches, and a {@link PlainModel} instead of masks, tags, TLS, messages and the server.
 *
 * <p>Each platform's own log says what it did and when; the server's says which attempts became sums, and of whose inputs. A
 * platform waits where its log names a state that is not there yet; in the end nothing of any log may be left. Inputs are
 * what the product's training and encoding make of the batches; from there on, what is computed here by other code
 * ({@link PlainModel}) must be what the platforms' own steps come to, and what every log says, after every round.
 */
public final class ClearReplay implements AutoCloseable {
    /** One attempt of a round. */
    private record Attempt(long epoch, long round, int attempt) {
        static Attempt of(JsonNode leaf) {
            return new Attempt(
                    leaf.path("epoch").asLong(),
                    leaf.path("round").asLong(),
                    leaf.path("attempt").asInt());
        }
    }

    /** A platform as it was set up, its log, and the checkpoints that it found when it was started again, in order. */
    public record Site(PlatformId id, Function<Path, PlatformSetup> setup, List<JsonNode> log, List<Path> restarts) {}

    private final JobTerms terms;
    private final FederationState clear;
    private final Map<PlatformId, Actor> actors = new LinkedHashMap<>();
    private final Map<Attempt, Map<PlatformId, RingVector>> inputs = new HashMap<>();
    private final Map<Attempt, RingVector> sums = new HashMap<>();
    private final Map<Long, List<PlatformId>> members = new HashMap<>();
    private final Map<Attempt, List<PlatformId>> survivors = new HashMap<>();
    private final PlainModel plain;

    /** @param scratch a folder for each platform's state */
    public ClearReplay(JobTerms terms, Recogniser recogniser, List<Site> sites, Path scratch) {
        this.terms = terms;
        this.clear = FederationState.initial(terms);
        this.plain = new PlainModel(terms);
        for (Site site : sites) {
            actors.put(site.id(), new Actor(site, recogniser, scratch));
        }
    }

    /** The model's digest after all that the server's log calls verified, each of which must have the model that is logged. */
    public String model(List<JsonNode> serverLog) {
        serverLog.stream()
                .filter(leaf -> is(leaf, "epoch.open"))
                .forEach(leaf -> members.put(
                        leaf.path("epoch").asLong(),
                        StreamSupport.stream(leaf.path("members").spliterator(), false)
                                .map(member -> id(member.path("id").asText()))
                                .toList()));
        serverLog.stream()
                .filter(leaf -> is(leaf, "round.survivors"))
                .forEach(leaf -> survivors.put(
                        Attempt.of(leaf),
                        StreamSupport.stream(leaf.path("arrived").spliterator(), false)
                                .map(member -> id(member.asText()))
                                .toList()));
        Map<Attempt, String> verified = new LinkedHashMap<>(); // a server that was killed says the last one again
        serverLog.stream()
                .filter(leaf -> is(leaf, "round.close"))
                .filter(leaf -> leaf.path("outcome").asText().equals("verified"))
                .filter(leaf -> leaf.path("round").asLong() > 0)
                .forEach(leaf -> verified.put(
                        Attempt.of(leaf), leaf.path("model_out_sha256").asText()));
        verified.forEach(this::sum);
        actors.values().forEach(Actor::goOn);
        assertThat(verified).as("sums in the server's log").hasSize(terms.job().rounds());
        assertThat(actors.values()).allSatisfy(actor -> assertThat(actor.rest)
                .as("what %s logged and nothing led to", actor.site.id())
                .isEmpty());
        return plain.digest();
    }

    /** Whose inputs a sum is of: in mode F, all members'. */
    private List<PlatformId> contributors(Attempt attempt) {
        return survivors.getOrDefault(attempt, members.get(attempt.epoch()));
    }

    private void sum(Attempt attempt, String model) {
        List<PlatformId> all = members.get(attempt.epoch());
        actors.values().forEach(Actor::goOn); // those, too, who are away by now
        Map<PlatformId, RingVector> here = inputs.getOrDefault(attempt, Map.of());
        List<PlatformId> contributors = contributors(attempt);
        assertThat(here.keySet()).as("inputs of %s", attempt).containsAll(contributors);
        RingVector sum = terms.ring().zero(terms.layout().size());
        contributors.forEach(id -> sum.add(here.get(id)));
        sums.put(attempt, sum);
        plain.apply(contributors.stream().map(here::get).toList(), all.size());
        try {
            clear.apply(sum, all.size());
        } catch (ImplausibleSumException e) {
            throw new AssertionError(e);
        }
        assertThat(plain.digest()).as("model after %s", attempt).isEqualTo(model);
        assertThat(clear.modelDigest().toString()).isEqualTo(model);
    }

    private long sizes(long epoch) {
        int unit = terms.job().aggregation().sizeUnit();
        return members.get(epoch).stream()
                .mapToLong(id -> (actors.get(id).training.announcedSize() + unit - 1L) / unit * unit)
                .sum();
    }

    private static boolean is(JsonNode leaf, String type) {
        return leaf.path("type").asText().equals(type);
    }

    private static PlatformId id(String hex) {
        return PlatformId.ofBytes(HexFormat.of().parseHex(hex));
    }

    @Override
    public void close() {
        actors.values().forEach(Actor::close);
    }

    /** One platform's training, driven by its log as far as that is possible at the moment. */
    private final class Actor {
        private final Site site;
        private final Recogniser recogniser;
        private final Path scratch;
        private final List<JsonNode> rest;
        private PlatformStore store;
        private PlatformTraining training;
        private int starts;
        private long sizedEpoch;
        private long verifiedRound; // of the epoch

        Actor(Site site, Recogniser recogniser, Path scratch) {
            this.site = site;
            this.recogniser = recogniser;
            this.scratch = scratch;
            this.rest = new ArrayList<>(site.log());
            start(scratch.resolve(site.id().toString()));
        }

        private void start(Path checkpoints) {
            PlatformSetup setup = site.setup().apply(scratch.resolve("work-" + site.id()));
            store = new PlatformStore(checkpoints);
            training = new PlatformTraining(setup, terms, recogniser, store, event -> {});
        }

        void goOn() {
            while (!rest.isEmpty() && did(rest.get(0))) {
                rest.remove(0);
            }
        }

        /** False if this cannot be done yet. */
        private boolean did(JsonNode leaf) {
            switch (leaf.path("type").asText()) {
                case "log.open", "log.recover" -> restarted(leaf);
                case "epoch.open" -> {
                    verifiedRound = 0;
                    training.beginEpoch(members.get(leaf.path("epoch").asLong()));
                }
                case "round.open" -> {
                    return opened(leaf);
                }
                case "round.close" -> {
                    return closed(leaf);
                }
                default -> {} // papers, witnesses, what left and arrived
            }
            return true;
        }

        private void restarted(JsonNode leaf) {
            if (is(leaf, "log.open") && starts++ > 0) {
                close();
                start(site.restarts().get(starts - 2));
            }
        }

        private boolean opened(JsonNode leaf) {
            Attempt attempt = Attempt.of(leaf);
            if (attempt.round() == 0) {
                return true;
            }
            String from = leaf.path("model_in_sha256").asText();
            if (!clear.modelDigest().toString().equals(from)) {
                return false;
            }
            if (!training.state().digest().equals(clear.digest())) {
                training.adopt(clear.encode());
            }
            if (sizedEpoch != attempt.epoch()) {
                sizedEpoch = attempt.epoch();
                training.sizes(sizes(attempt.epoch()));
            }
            int tries = terms.isRecovering() ? (int) (attempt.round() - verifiedRound - 1) : attempt.attempt();
            RingVector input = training.input(tries, Where.joining());
            inputs.computeIfAbsent(attempt, any -> new HashMap<>()).put(site.id(), input);
            return true;
        }

        private boolean closed(JsonNode leaf) {
            Attempt attempt = Attempt.of(leaf);
            if (attempt.round() == 0) {
                return true;
            }
            if (!leaf.path("outcome").asText().equals("verified")) {
                training.discard();
                return true;
            }
            Optional<RingVector> sum = Optional.ofNullable(sums.get(attempt));
            sum.ifPresent(verified -> verified(leaf, attempt, verified));
            return sum.isPresent();
        }

        private void verified(JsonNode leaf, Attempt attempt, RingVector sum) {
            boolean isIn = contributors(attempt).contains(site.id());
            if (!isIn) {
                training.discard();
            }
            verifiedRound = attempt.round();
            training.apply(sum, isIn);
            assertThat(training.state().modelDigest().toString())
                    .as("model of %s after %s", site.id(), attempt)
                    .isEqualTo(leaf.path("model_out_sha256").asText());
        }

        void close() {
            training.close();
            store.close();
        }
    }
}
