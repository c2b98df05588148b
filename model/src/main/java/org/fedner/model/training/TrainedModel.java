package org.fedner.model.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateModule;
import org.fedner.model.parameters.SharedModule;
import org.fedner.model.parameters.SharedParameters;

/**
 * A platform's recogniser on its own disk: two files, of which the private one fits only the shared one beside it. Outside this
 * module nobody gets at the private values: a {@link Tagger} is all it yields.
 */
public final class TrainedModel {
    private static final String SHARED = "shared.module";
    private static final String PRIVATE = "private.module";

    private final SharedModule shared;
    private final PrivateModule own;

    private TrainedModel(SharedModule shared, PrivateModule own) {
        this.shared = shared;
        this.own = own;
    }

    /** The best state of a training. */
    public static TrainedModel of(NetworkSpec spec, TagSet tags, Best best) {
        SharedParameters parameters = best.shared().copy();
        String digest = HexFormat.of().formatHex(parameters.digest());
        return new TrainedModel(
                new SharedModule(spec, best.round(), parameters),
                new PrivateModule(spec, tags.tags(), digest, best.own().copy()));
    }

    /** Writes both files; each appears whole or not. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        shared.write(folder.resolve(SHARED));
        own.write(folder.resolve(PRIVATE));
    }

    /** Reads both files. A pair that was not trained together is refused. */
    public static TrainedModel read(Path folder) throws IOException, ModuleFormatException {
        return read(folder.resolve(SHARED), folder.resolve(PRIVATE));
    }

    /** The same from two files, wherever they are. */
    public static TrainedModel read(Path sharedFile, Path privateFile) throws IOException, ModuleFormatException {
        SharedModule shared = SharedModule.read(sharedFile);
        PrivateModule own = PrivateModule.read(privateFile);
        if (!own.belongsTo(shared)) {
            throw new ModuleFormatException(
                    "the private module was trained with another shared module; restore both from one copy");
        }
        return new TrainedModel(shared, own);
    }

    /** The network both modules belong to. */
    public NetworkSpec spec() {
        return shared.spec();
    }

    /** Rounds the shared module was trained for. */
    public long round() {
        return shared.round();
    }

    /** SHA-256 of the shared parameters, in lower-case hex. */
    public String sharedSha256() {
        return own.sharedSha256();
    }

    /** The platform's tags in the order of their numbers. */
    public List<String> tags() {
        return own.tags();
    }

    /** Writes it as a SavedModel into a new folder and returns the names of its inputs, see {@link Recogniser#export}. */
    public List<String> export(Path folder) throws IOException {
        return Recogniser.export(spec(), TagSet.ofTags(own.tags()), shared.parameters(), own.parameters(), folder);
    }

    /** A tagger on {@code recogniser}, which must be of {@link #spec()}; close it before the recogniser. */
    public Tagger tagger(Recogniser recogniser) {
        if (!recogniser.spec().equals(spec())) {
            throw new IllegalArgumentException("the recogniser is of another network than the model");
        }
        return new Tagger(recogniser, TagSet.ofTags(own.tags()), shared.parameters(), own.parameters());
    }
}
