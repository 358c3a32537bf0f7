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
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;

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
    private static final String SIZE = "size";
    private static final int DEEPEST = 200;
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
            session.out().print(help(line.operands(), format, session));
            return 0;
        }
        var names = Usage.operands(line, 1, Integer.MAX_VALUE, "Expecting image file name");
        if (names.size() > 2) {
            throw Usage.wrong(line, "Unexpected argument: " + names.get(2));
        }
        var options = options(line, OptionTexts.parse(line.values(OPTIONS)));
        if (names.size() == 2) {
            long size = Numbers.size("image size", names.get(1));
            if (options.putIfAbsent(SIZE, Long.toString(size)) != null) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        names.getFirst() + ": The image size must be specified only once");
            }
        }
        create(session, names.getFirst(), format, options, line.has(UNSAFE), line.has(Flags.QUIET));
        return 0;
    }

    /** The text of {@code -o help}: what an image of that name can be made of, if there is one. */
    static String help(List<String> names, String format, Session session) throws BlockException {
        return names.isEmpty()
                ? Recipe.ofFormat(session, format).helpOfFormat()
                : Recipe.of(session, format, names.getLast()).help();
    }

    private static Map<String, Object> options(CommandLine line, Map<String, Object> given) {
        var options = new LinkedHashMap<>(given);
        line.value(BACKING).ifPresent(name -> options.put(BACKING_FILE, name));
        line.value(BACKING_FORMAT).ifPresent(format -> options.put(BACKING_FORMAT_OPTION, format));
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

    /**
     * Makes the target of a copy and says nothing; its backing file is not looked at.
     *
     * @param words what stands between the name and what is wrong in complaints
     */
    static void forCopy(
            Session session, String name, String format, Map<String, Object> given, String words)
            throws IOException {
        var recipe = Recipe.of(session, format, name);
        var options = recipe.read(given);
        try {
            make(session, name, recipe, options);
        } catch (IOException e) {
            throw BlockException.of(e).prefix(name + words);
        }
    }

    private static void create(
            Session session,
            String name,
            Recipe recipe,
            Map<String, Object> given,
            boolean unsafe,
            boolean quiet)
            throws IOException {
        var options = recipe.read(given);
        if (options.get(BACKING_FILE) instanceof String backing) {
            checkBacking(session, name, backing, options, unsafe);
        }
        if (!options.containsKey(SIZE)) {
            throw wrong("Image creation needs a size parameter");
        }
        if (!quiet) {
            session.out()
                    .println(
                            "Formatting '%s', fmt=%s%s"
                                    .formatted(name, recipe.format(), recipe.told(options)));
        }
        try {
            make(session, name, recipe, options);
        } catch (BlockException e) {
            throw e.errno() == Errno.EFBIG ? tooLarge(recipe) : e;
        }
    }

    /** What is said of any format and any file: that it can't be that large. */
    private static BlockException tooLarge(Recipe recipe) {
        var hint = recipe.knows("cluster_size") ? " (try using a larger cluster size)" : "";
        return new BlockException(
                ErrorKind.OUT_OF_RANGE,
                Errno.EFBIG,
                "The image size is too large for file format '%s'%s"
                        .formatted(recipe.format(), hint),
                null);
    }

    private static void make(
            Session session, String name, Recipe recipe, Map<String, Object> options)
            throws IOException {
        if (options.get(BACKING_FORMAT_OPTION) instanceof String format
                && session.platform().graph().driver(format).isEmpty()) {
            throw wrong("Parameter 'backing-fmt' does not accept value '" + format + "'");
        }
        session.platform()
                .graph()
                .create(name, recipe.format(), recipe.modern(options), Progress.NONE);
    }

    private static void checkBacking(
            Session session,
            String name,
            String backing,
            Map<String, Object> options,
            boolean unsafe)
            throws IOException {
        if (backing.isEmpty()) {
            throw wrong("Expected backing file name, got empty string");
        }
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
            options.putIfAbsent(SIZE, Long.toString(lengthOfBacking(session, path, options)));
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

    /**
     * The length of the backing image. Nothing is read of it: it may be in use, and its password
     * unknown.
     */
    private static long lengthOfBacking(Session session, String path, Map<String, Object> options)
            throws IOException {
        var format = Optional.ofNullable(options.get(BACKING_FORMAT_OPTION)).map(Object::toString);
        try {
            var node = openMetadata(session, path, format);
            long length = node.length();
            requireBacking(session, node);
            return length;
        } catch (IOException e) {
            throw BlockException.of(e).hint("Could not open backing image.");
        }
    }

    private static BlockNode openMetadata(Session session, String path, Optional<String> format)
            throws IOException {
        return session.images()
                .openPlainly(
                        Images.fileName(path)
                                .format(format)
                                .readOnly()
                                .forceShare(true)
                                .metadataOnly());
    }

    /** A chain that is broken further down is of no use. */
    private static void requireBacking(Session session, BlockNode top) throws IOException {
        var node = top;
        for (int depth = 0; depth < DEEPEST; depth++) {
            var report = ImageReport.of(node);
            var next = report.fullBackingName();
            if (next.isEmpty()) {
                return;
            }
            try {
                node = openMetadata(session, next.get(), report.description().backingFormat());
            } catch (IOException e) {
                throw BlockException.of(e).prefix("Could not open backing file: ");
            }
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
