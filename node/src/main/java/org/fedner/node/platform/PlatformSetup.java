package org.fedner.node.platform;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.ServerAddress;

/**
 * Everything one platform brings to a run.
 *
 * @param work folder of model and report
 * @param audit folder of the audit log, which outlives jobs
 * @param checkpoints folder of what a restart needs
 * @param recognisers the network of a spec; the platform does not close it, since several may share one
 * @param languageModel shared likewise
 * @param configuration SHA-256 of this site's configuration file
 * @param policyDigest SHA-256 of this site's policy file
 * @param connectFor how long to try to reach the server each time the connection is lost
 * @param silence longest wait for the next message of a connected server
 * @param checkpointEvery rounds between checkpoints
 * @param privacy ledger and units of private modes
 * @param alone also train without the federation, for comparison
 */
public record PlatformSetup(
        Identity identity,
        ServerAddress server,
        Corpus corpus,
        TagScheme scheme,
        Optional<WordVectors> vectors,
        Optional<BiLm> languageModel,
        PolicyFile policy,
        Path work,
        Path audit,
        Path checkpoints,
        Function<NetworkSpec, Recogniser> recognisers,
        TrainingRandomness randomness,
        Sha256Hex configuration,
        Sha256Hex policyDigest,
        Duration connectFor,
        Duration silence,
        int checkpointEvery,
        boolean alone,
        Clock clock,
        RunEvent.Watcher watcher,
        SitePrivacy privacy) {}
