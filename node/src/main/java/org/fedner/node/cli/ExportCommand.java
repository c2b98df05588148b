package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.WordInput;
import org.fedner.model.training.TrainedModel;
import org.fedner.node.report.RecogniserFile;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner export}: a trained recogniser for programs that are not Fedner. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write a trained recogniser as a TensorFlow SavedModel with a description of its inputs.",
        footer = {
            "",
            "DIR gets saved_model.pb and recogniser.json. It is open to its owner only: this platform's private module is in it.",
            "Word vectors and language models are not in it; their digests are. docs/model.md has the table of inputs.",
            "",
            "Example:",
            "  fedner export --shared work/model/shared.module --private work/model/private.module --out exported"
        })
final class ExportCommand implements Callable<Integer> {
    private static final String DESCRIPTION = "recogniser.json";

    @Option(names = "--shared", required = true, paramLabel = "FILE", description = "The shared module.")
    private Path shared;

    @Option(names = "--private", required = true, paramLabel = "FILE", description = "The private module beside it.")
    private Path own;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New or empty folder.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SimulateCommand.requireEmpty(out);
        TrainedModel model = trained();
        if (model.spec().words() instanceof WordInput.TunedVectors) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    shared
                            + ": its word vectors were tuned, and the export has no place for their table; use 'fedner tag'");
        }
        RecogniserFile description;
        try {
            Files.createDirectories(out);
            if (Files.getFileAttributeView(out, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwx------"));
            }
            List<String> inputs = model.export(out);
            description = RecogniserFile.of(model, inputs);
            ReportFiles.write(out.resolve(DESCRIPTION), description);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + ": cannot be written; check disk space and permissions", e);
        }
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(description));
        } else {
            System.out.println("exported: " + out + ", " + model.tags().size() + " tags, inputs "
                    + String.join(", ", description.inputs()));
        }
        return ExitCode.OK.number();
    }

    private TrainedModel trained() {
        for (Path file : List.of(shared, own)) {
            if (!Files.isRegularFile(file)) {
                throw new FailureException(
                        ExitCode.BAD_CONFIGURATION,
                        file + ": no such file; name the two files of a platform's folder 'model'");
            }
        }
        try {
            return TrainedModel.read(shared, own);
        } catch (ModuleFormatException e) {
            throw new FailureException(ExitCode.INTEGRITY, shared + ", " + own + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, shared + ", " + own + ": cannot be read; check permissions", e);
        }
    }
}
