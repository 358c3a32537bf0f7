package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.cli.WholeSectors;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Sizes;

/** {@code img resize}: makes a disk longer or shorter. */
final class Resize implements Subcommand {
    private static final Flag PREALLOCATION =
            new Flag(
                    Flag.NO_LETTER,
                    "preallocation",
                    "MODE",
                    "how new parts get space: off, metadata, falloc or full");
    private static final Flag SHRINK =
            new Flag(Flag.NO_LETTER, "shrink", "", "allow what makes the disk shorter");

    @Override
    public String name() {
        return "resize";
    }

    @Override
    public String purpose() {
        return "Resize the image to the new size";
    }

    @Override
    public String operands() {
        return "FILENAME [+-]SIZE";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET, Flags.FORMAT, Flags.IMAGE_OPTS, PREALLOCATION, SHRINK, Flags.OBJECT);
    }

    /** A size that begins with a minus is no option; it may stand before options, too. */
    @Override
    public List<String> arrange(List<String> words) {
        var options = new ArrayList<String>();
        var sizes = new ArrayList<String>();
        for (var word : words) {
            boolean negative = word.length() > 1 && word.charAt(0) == '-' && isDigit(word, 1);
            (negative ? sizes : options).add(word);
        }
        if (!sizes.isEmpty() && !options.contains("--")) {
            options.add("--");
        }
        options.addAll(sizes);
        return options;
    }

    private static boolean isDigit(String word, int at) {
        return word.charAt(at) >= '0' && word.charAt(at) <= '9';
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        if (line.operands().size() > 2) {
            throw Usage.wrong(line, "Extra argument(s) in command line");
        }
        var names = Usage.operands(line, 2, 2, "Expecting image file name and size");
        var text = names.get(1);
        boolean relative = text.startsWith("+") || text.startsWith("-");
        long change = size(relative ? text.substring(1) : text);
        var preallocation = preallocation(line);
        var node = session.images().open(Images.subject(names.getFirst(), line));
        var user = session.images().writer(node);
        long old = node.length();
        long length = relative ? old + (text.startsWith("-") ? -change : change) : change;
        if (length <= 0) {
            throw Numbers.wrong("New image size must be positive");
        }
        if (length <= old && preallocation != Preallocation.OFF) {
            throw Numbers.wrong("Preallocation can only be used for growing images");
        }
        if (length < old && !line.has(SHRINK)) {
            throw Numbers.wrong("Use the --shrink option to perform a shrink operation.")
                    .hint(
                            "qemu-img: warning: Shrinking an image will delete all data beyond the"
                                    + " shrunken image's end. Before performing such an operation,"
                                    + " make sure there is no important data there.");
        }
        WholeSectors.require(node, length);
        user.resize(length, preallocation, true);
        if (!line.has(Flags.QUIET)) {
            session.out().println("Image resized.");
        }
        return 0;
    }

    private static long size(String text) throws BlockException {
        try {
            return Sizes.parse(text);
        } catch (BlockException e) {
            if (text.matches("[0-9.]+[kKMGTPE]?")) {
                throw Numbers.wrong("New image size must be positive"); // it does not fit 63 bits
            }
            throw new BlockException(
                            ErrorKind.INVALID_OPTION,
                            "Parameter 'size' expects a non-negative number below 2^64",
                            e)
                    .hint(
                            "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-,"
                                    + " peta-\nand exabytes, respectively.");
        }
    }

    private static Preallocation preallocation(CommandLine line) throws BlockException {
        var text = line.value(PREALLOCATION).orElse("off");
        for (var mode : Preallocation.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw Numbers.wrong("Invalid preallocation mode '" + text + "'");
    }
}
