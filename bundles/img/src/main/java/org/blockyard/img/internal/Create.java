package org.blockyard.img.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
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
    private static final String BACKING_FILE = "backing_file";
    private static final String BACKING_FORMAT_OPTION = "backing_fmt";
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
        return List.of(Flags.QUIET, FORMAT, OPTIONS, BACKING, BACKING_FORMAT, UNSAFE, Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var format = line.value(FORMAT).orElse("raw");
        if (line.values(OPTIONS).stream().anyMatch(KeyValues::asksForHelp)) {
            session.out().print(Recipe.of(session, format, format).help());
            return 0;
        }
        var names = Usage.operands(line, 1, Integer.MAX_VALUE, "Expecting image file name");
        if (names.size() > 2) {
            throw Usage.wrong(line, "Unexpected argument: " + names.get(2));
        }
        var options = options(line, line.values(OPTIONS));
        if (names.size() == 2) {
            long size = size(names.get(1));
            if (options.putIfAbsent("size", Long.toString(size)) != null) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        names.getFirst() + ": The image size must be specified only once");
            }
        }
        create(session, names.getFirst(), format, options, line.has(UNSAFE), line.has(Flags.QUIET));
        return 0;
    }

    private static long size(String text) throws BlockException {
        try {
            return Sizes.parse(text);
        } catch (BlockException e) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Invalid image size specified: '" + text + "'.", e);
        }
    }

    private static Map<String, Object> options(CommandLine line, List<String> texts)
            throws BlockException {
        var options = new LinkedHashMap<String, Object>();
        for (var text : texts) {
            options.putAll(KeyValues.parseFlat(text));
        }
        line.value(BACKING).ifPresent(name -> options.put("backing_file", name));
        line.value(BACKING_FORMAT).ifPresent(format -> options.put("backing_fmt", format));
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
        try {
            create(session, name, Recipe.of(session, format, name), options, unsafe, quiet);
        } catch (IOException e) {
            throw BlockException.of(e).prefix(name + ": ");
        }
    }

    private static void create(
            Session session,
            String name,
            Recipe recipe,
            Map<String, Object> options,
            boolean unsafe,
            boolean quiet)
            throws IOException {
        recipe.check(options);
        if (options.get(BACKING_FILE) instanceof String backing && !backing.isEmpty()) {
            checkBacking(session, name, backing, options, unsafe);
        }
        if (!options.containsKey("size")) {
            throw wrong("Image creation needs a size parameter");
        }
        if (!quiet) {
            session.out()
                    .println(
                            "Formatting '%s', fmt=%s%s"
                                    .formatted(name, recipe.format(), recipe.told(options)));
        }
        session.platform().graph().create(name, recipe.format(), options, Progress.NONE);
    }

    private static void checkBacking(
            Session session,
            String name,
            String backing,
            Map<String, Object> options,
            boolean unsafe)
            throws IOException {
        if (backing.equals(name)) {
            throw wrong(
                    "Error: Trying to create an image with the same filename as the backing file");
        }
        var path = beside(name, backing);
        if (!options.containsKey(BACKING_FORMAT_OPTION)) {
            var complaint = wrong("Backing file specified without backing format");
            throw unsafe ? complaint : withDetected(session, path, complaint);
        }
        if (!unsafe) {
            var length = openBacking(session, path, options).length();
            options.putIfAbsent("size", Long.toString(length));
        }
    }

    private static BlockException withDetected(
            Session session, String path, BlockException complaint) {
        try {
            var node = session.images().openPlainly(Images.fileName(path).readOnly().noBacking());
            return complaint.hint("Detected format of " + node.driver() + ".");
        } catch (IOException e) {
            return complaint;
        }
    }

    private static BlockNode openBacking(Session session, String path, Map<String, Object> options)
            throws IOException {
        var format = Optional.ofNullable(options.get(BACKING_FORMAT_OPTION)).map(Object::toString);
        try {
            return session.images()
                    .openPlainly(Images.fileName(path).format(format).readOnly().noBacking());
        } catch (IOException e) {
            throw BlockException.of(e).hint("Could not open backing image.");
        }
    }

    /** A backing file's name as it is to be opened from here: it is relative to the image. */
    static String beside(String name, String backing) {
        int slash = name.lastIndexOf('/');
        boolean whole = backing.startsWith("/") || backing.indexOf(':') >= 0;
        return whole || slash < 0 ? backing : name.substring(0, slash + 1) + backing;
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
