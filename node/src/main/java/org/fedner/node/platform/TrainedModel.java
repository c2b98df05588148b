package org.fedner.node.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.PrivateModule;
import org.fedner.model.parameters.SharedModule;

/** A platform's recogniser on its own disk: two files, of which the private one fits only the shared one beside it. */
public record TrainedModel(SharedModule shared, PrivateModule own) {
    private static final String SHARED = "shared.module";
    private static final String PRIVATE = "private.module";

    /** Writes both files; each appears whole or not. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        shared.write(folder.resolve(SHARED));
        own.write(folder.resolve(PRIVATE));
    }

    /** Reads both files. A pair that was not trained together is refused. */
    public static TrainedModel read(Path folder) throws IOException, ModuleFormatException {
        TrainedModel model = new TrainedModel(
                SharedModule.read(folder.resolve(SHARED)), PrivateModule.read(folder.resolve(PRIVATE)));
        if (!model.own.belongsTo(model.shared)) {
            throw new ModuleFormatException(
                    "the private module was trained with another shared module; restore both from one copy");
        }
        return model;
    }
}
