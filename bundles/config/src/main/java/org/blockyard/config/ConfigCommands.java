package org.blockyard.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The management commands about the configuration folder. Thread-safe. */
@Provide(services = CommandSet.class, name = "config")
public final class ConfigCommands implements CommandSet, AutoCloseable {
    private final Configuration configuration = new Configuration();

    /** Called by the platform. */
    public ConfigCommands() {}

    /**
     * The arguments of the opening.
     *
     * @param folder where the configuration is
     */
    record Open(@Option("folder of the configuration; made if it is not there") String folder) {}

    /**
     * A file that could not be brought back.
     *
     * @param file its name in the folder
     * @param reason why not
     */
    record Failure(
            @Option("name of the file in the folder") String file,
            @Option("why it could not be brought back, or what it waits for") String reason) {}

    /**
     * What was brought back.
     *
     * @param restored the files whose things are there now
     * @param present the files whose things were there before
     * @param failed the others
     */
    record Opened(
            @Option("files of what was brought back") List<String> restored,
            @Option("files of what was there already") List<String> present,
            @Option("files of what was not brought back or waits") List<Failure> failed) {}

    /**
     * What was saved.
     *
     * @param folder where
     * @param written the files that were written
     * @param removed the files of what is not there any more
     * @param leftOut the files of what may not be written
     */
    record Saved(
            @Option("where the files are") String folder,
            @Option("files that were written") List<String> written,
            @Option("files that were removed, for there is nothing of that name any more")
                    List<String> removed,
            @Option("files that were not written: of secrets that were given in clear")
                    List<String> leftOut) {}

    @Override
    public List<ManagementCommand> commands() {
        return List.of(new OpenCommand(), new SaveCommand());
    }

    @Override
    public void close() throws IOException {
        configuration.close();
    }

    private static Opened told(Restoring restoring) {
        return new Opened(
                names(restoring.restored()),
                names(restoring.present()),
                restoring.failed().entrySet().stream()
                        .map(e -> new Failure(e.getKey().toString(), e.getValue()))
                        .toList());
    }

    private static Saved told(Saving saving) {
        return new Saved(
                saving.folder().toString(),
                names(saving.written()),
                names(saving.removed()),
                names(saving.leftOut()));
    }

    private static List<String> names(List<Entry> entries) {
        return entries.stream().map(Entry::toString).toList();
    }

    private final class OpenCommand extends RecordCommand<Open> {
        OpenCommand() {
            super(
                    "x-blockyard-config-open",
                    "Brings back the objects, nodes, servers, exports and jobs that a folder defines,"
                            + " and has x-blockyard-save write there.",
                    Open.class,
                    one(Opened.class));
        }

        @Override
        protected Object run(Open given, CommandContext context) throws IOException {
            var restoring =
                    configuration.open(
                            Path.of(given.folder()).toAbsolutePath(), context.platform());
            return OptionSchema.of(Opened.class).write(told(restoring));
        }
    }

    private final class SaveCommand extends RecordCommand<NoOptions> {
        SaveCommand() {
            super(
                    "x-blockyard-save",
                    "Writes the objects, nodes, servers, exports and jobs that are there into the"
                            + " configuration folder, as a whole or not at all.",
                    NoOptions.class,
                    one(Saved.class));
        }

        @Override
        protected Object run(NoOptions none, CommandContext context) throws IOException {
            return OptionSchema.of(Saved.class).write(told(configuration.save()));
        }
    }
}
