package org.blockyard.img.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Amendable;
import org.blockyard.driver.Amending;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionField;
import org.blockyard.option.ReadMode;

/** {@code img amend}: changes creation options of an image that is there. */
final class Amend implements Subcommand {
    private static final Flag OPTIONS =
            new Flag('o', "options", "OPTIONS", "what to change; 'help' lists what can be");
    private static final Flag FORCE =
            new Flag(Flag.NO_LETTER, "force", "", "allow what may lose access to the data");

    @Override
    public String name() {
        return "amend";
    }

    @Override
    public String purpose() {
        return "Update format-specific options of the image";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.PROGRESS,
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                Flags.CACHE,
                OPTIONS,
                FORCE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        if (!line.has(OPTIONS)) {
            throw Usage.wrong(line, "Must specify options (-o)");
        }
        boolean help = line.values(OPTIONS).stream().anyMatch(KeyValues::asksForHelp);
        if (help && line.operands().isEmpty() && line.has(Flags.FORMAT)) {
            session.out().print(helpOf(session, line.value(Flags.FORMAT).orElse("")));
            return 0;
        }
        if (line.operands().size() != 1) {
            throw Numbers.wrong("Expecting one image file name");
        }
        var name = line.operands().getFirst();
        var cache = CacheMode.of(line.value(Flags.CACHE).orElse("writeback"), "");
        var wanted = Images.subject(name, line).cache(cache);
        var node = session.images().open(help ? wanted.readOnly() : wanted);
        requireAmending(node);
        if (help) {
            session.out().print(help(node.driver(), namesOf(node)));
            return 0;
        }
        var options = OptionTexts.parse(line.values(OPTIONS));
        check(session, node, options);
        var progress = ProgressLine.of(line, session.out(), name());
        var user = session.images().writer(node);
        user.node()
                .with(
                        Amending.class,
                        device -> {
                            amend((Amending<?>) device, options, line.has(FORCE), progress);
                            return device;
                        });
        progress.end();
        return 0;
    }

    private static void requireAmending(BlockNode node) throws BlockException {
        if (!node.has(Amending.class)) {
            throw unsupported(node.driver());
        }
    }

    private static <A extends Record> void amend(
            Amending<A> device, Map<String, Object> options, boolean force, Progress progress)
            throws IOException {
        device.amend(device.amendOptions().read(options, ReadMode.LEGACY), force, progress);
    }

    private static Map<String, OptionField> namesOf(BlockNode node) throws IOException {
        var fields =
                node.with(Amending.class, device -> ((Amending<?>) device).amendOptions().fields());
        return names(fields);
    }

    /** QMP's changes name the kind of encryption, which {@code -o} knows of new images only. */
    private static Map<String, OptionField> names(List<OptionField> fields) {
        var names = OptionNames.of(fields);
        names.remove(Recipe.ENCRYPT_FORMAT);
        return names;
    }

    private static void check(Session session, BlockNode node, Map<String, Object> options)
            throws IOException {
        var known = namesOf(node);
        OptionTexts.switchOff(options, known::containsKey);
        for (var option : options.entrySet()) {
            var name = option.getKey();
            var field = known.get(name);
            if (field == null) {
                var wrong = Numbers.wrong("Invalid parameter '" + name + "'");
                throw Recipe.ofFormat(session, node.driver()).knows(name)
                        ? wrong.hint("This option is only supported for image creation")
                        : wrong;
            }
            OptionTexts.check(name, field, option.getValue().toString());
        }
    }

    private static String helpOf(Session session, String format) throws BlockException {
        var driver = session.platform().graph().driver(format).map(DriverInfo::driver);
        if (driver.isEmpty()) {
            throw new BlockException(ErrorKind.NOT_FOUND, "Unknown file format '" + format + "'");
        }
        if (!(driver.get() instanceof Amendable amendable)) {
            throw unsupported(format);
        }
        return help(format, names(amendable.amendOptions().fields()));
    }

    private static BlockException unsupported(String format) {
        return new BlockException(
                ErrorKind.UNSUPPORTED,
                "Format driver '" + format + "' does not support option amendment");
    }

    private static String help(String format, Map<String, OptionField> names) {
        return "Amend options for '" + format + "':\n" + OptionNames.help(names);
    }
}
