package org.blockyard.img.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.driver.Creating;
import org.blockyard.driver.Progress;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.option.Sizes;

/** {@code img create}: makes a new image. */
final class Create implements Subcommand {
    private static final Flag FORMAT =
            new Flag('f', "format", "FMT", "format of the new image; raw without it");
    private static final Flag OPTIONS =
            new Flag('o', "options", "OPTIONS", "the format's options; 'help' lists them");
    private static final Flag BACKING =
            new Flag('b', "backing", "FILENAME", "lay the new image over that one");
    private static final Flag BACKING_FORMAT =
            new Flag('F', "backing-format", "FMT", "that image's format");
    private static final Flag UNSAFE =
            new Flag('u', "backing-unsafe", "", "do not look at the backing image");

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String purpose() {
        return "Create and format a new disk image";
    }

    @Override
    public String operands() {
        return "FILENAME [SIZE]";
    }

    @Override
    public List<Flag> flags() {
        return List.of(Flag.QUIET, FORMAT, OPTIONS, BACKING, BACKING_FORMAT, UNSAFE, Flag.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException {
        var format = line.value(FORMAT.name()).orElse("raw");
        if (line.values(OPTIONS.name()).stream().anyMatch(KeyValues::asksForHelp)) {
            help(format, session);
            return 0;
        }
        var names = line.operands(1, 2, "Expecting image file name");
        var options = options(line, line.values(OPTIONS.name()));
        if (names.size() == 2) {
            options.put("size", Long.toString(size(names.get(1))));
        }
        create(
                session,
                names.getFirst(),
                format,
                options,
                line.has(UNSAFE.name()),
                line.has(Flag.QUIET.name()));
        return 0;
    }

    private static long size(String text) throws BlockException {
        try {
            return Sizes.parse(text);
        } catch (BlockException e) {
            throw new BlockException(
                            ErrorKind.INVALID_OPTION,
                            "Invalid image size specified: '" + text + "'.",
                            e)
                    .hint(
                            "You may use k, M, G, T, P or E suffixes for kilobytes, megabytes, gigabytes, "
                                    + "terabytes, petabytes and exabytes.");
        }
    }

    private static Map<String, Object> options(CommandLine line, List<String> texts)
            throws BlockException {
        var options = new LinkedHashMap<String, Object>();
        for (var text : texts) {
            options.putAll(KeyValues.parseFlat(text));
        }
        line.value(BACKING.name()).ifPresent(name -> options.put("backing_file", name));
        line.value(BACKING_FORMAT.name()).ifPresent(format -> options.put("backing_fmt", format));
        return options;
    }

    /** Makes an image and says so; {@code options} are under legacy names. */
    static void create(
            Session session,
            String name,
            String format,
            Map<String, Object> options,
            boolean unsafe,
            boolean quiet)
            throws IOException {
        var driver = driver(session, format, name);
        var backing = options.get("backing_file");
        if (backing != null && !backing.equals("") && !options.containsKey("backing_fmt")) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    name + ": Backing file specified without backing format; give it with -F");
        }
        if (backing instanceof String file && !file.isEmpty() && !unsafe) {
            sizeOfBacking(session, name, file, options);
        }
        if (!options.containsKey("size")) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, name + ": Image creation needs a size parameter");
        }
        if (!quiet) {
            session.out().println(announcement(name, driver, options));
        }
        try {
            session.platform().graph().create(name, format, options, Progress.NONE);
        } catch (IOException e) {
            throw BlockException.of(e).prefix(name + ": ");
        }
    }

    private static DriverInfo driver(Session session, String format, String name)
            throws BlockException {
        var driver =
                session.platform()
                        .graph()
                        .driver(format)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                name + ": Unknown file format '" + format + "'"));
        if (!(driver.driver() instanceof Creating<?>)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    name + ": Format driver '" + format + "' does not support image creation");
        }
        return driver;
    }

    private static void sizeOfBacking(
            Session session, String name, String backing, Map<String, Object> options)
            throws IOException {
        var folder = java.nio.file.Path.of(name).toAbsolutePath().getParent();
        boolean plain = !backing.startsWith("/") && !backing.contains(":");
        var path = plain && folder != null ? folder.resolve(backing).toString() : backing;
        var format =
                java.util.Optional.ofNullable(options.get("backing_fmt")).map(Object::toString);
        try {
            var node =
                    session.images()
                            .open(
                                    Images.fileName(path)
                                            .format(format)
                                            .readOnly()
                                            .noBacking()
                                            .forceShare(true));
            options.putIfAbsent("size", Long.toString(node.length()));
        } catch (IOException e) {
            var failure = BlockException.of(e).prefix(name + ": ");
            throw options.containsKey("size")
                    ? failure.hint("Could not open backing image.")
                    : failure.hint("Could not open backing image to determine size.");
        }
    }

    /** The line that says what is made: each option that was given or has a default. */
    private static String announcement(
            String name, DriverInfo driver, Map<String, Object> options) {
        var text = new StringBuilder("Formatting '" + name + "', fmt=" + driver.name());
        for (var field : fields(driver)) {
            var given = options.get(field.legacyName());
            if (given != null) {
                text.append(' ')
                        .append(field.legacyName())
                        .append('=')
                        .append(value(field, given.toString()));
            } else {
                field.byDefault()
                        .ifPresent(
                                v ->
                                        text.append(' ')
                                                .append(field.legacyName())
                                                .append('=')
                                                .append(value(field, v)));
            }
        }
        return text.toString();
    }

    private static String value(OptionField field, String text) {
        if (field.type() instanceof OptionType.Size) {
            try {
                return Long.toString(Sizes.parse(text));
            } catch (BlockException e) {
                return text; // the driver will complain of it
            }
        }
        return text;
    }

    private static List<OptionField> fields(DriverInfo driver) {
        return driver.driver() instanceof Creating<?> creating
                ? creating.createOptions().fields().stream()
                        .filter(f -> !(f.type() instanceof OptionType.Child))
                        .toList()
                : List.of();
    }

    private static void help(String format, Session session) throws BlockException {
        session.out().println("Supported " + format + " options:");
        for (var field : fields(driver(session, format, format))) {
            var synopsis = field.legacyName() + "=<" + typeName(field.type()) + ">";
            var byDefault = field.byDefault().map(v -> " (default: " + v + ")").orElse("");
            session.out().printf("  %-22s - %s%s%n", synopsis, field.doc(), byDefault);
        }
    }

    private static String typeName(OptionType type) {
        return switch (type) {
            case OptionType.Bool b -> "bool (on/off)";
            case OptionType.Size s -> "size";
            case OptionType.Int i -> "num";
            default -> "str";
        };
    }
}
