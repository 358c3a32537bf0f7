package org.blockyard.img.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Creating;
import org.blockyard.driver.Probing;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.option.Sizes;

/**
 * The options of which an image of a format is made, under their legacy names: the format's own,
 * and those of the file that holds it.
 *
 * @param format the format
 * @param own the format's options, in the order in which they are told
 * @param ofFile the file's that the format does not have itself
 */
record Recipe(String format, List<OptionField> own, List<OptionField> ofFile) {
    /** The recipe of a format for an image of that name. */
    static Recipe of(Session session, String format, String name) throws BlockException {
        var driver =
                driver(session, format)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Unknown file format '" + format + "'"));
        if (!(driver instanceof Creating<?>) && !(driver instanceof Probing)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Format driver '" + format + "' does not support image creation");
        }
        var own = fields(driver);
        var ofFile = new ArrayList<OptionField>();
        for (var field : driver(session, protocol(name)).map(Recipe::fields).orElse(List.of())) {
            if (own.stream().noneMatch(f -> f.legacyName().equals(field.legacyName()))) {
                ofFile.add(field);
            }
        }
        return new Recipe(format, own, List.copyOf(ofFile));
    }

    private static java.util.Optional<BlockDriver<?>> driver(Session session, String name) {
        return session.platform().graph().driver(name).map(DriverInfo::driver);
    }

    private static String protocol(String name) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        return colon > 0 && (slash < 0 || colon < slash) ? name.substring(0, colon) : "file";
    }

    private static List<OptionField> fields(BlockDriver<?> driver) {
        return driver instanceof Creating<?> creating
                ? creating.createOptions().fields().stream()
                        .filter(f -> !f.name().equals("file") && !f.name().equals("filename"))
                        .toList()
                : List.of();
    }

    /** Refuses options that nobody knows. */
    void check(Map<String, Object> options) throws BlockException {
        for (var name : options.keySet()) {
            if (!knows(own, name) && !knows(ofFile, name)) {
                boolean backing = name.equals("backing_file") || name.equals("backing_fmt");
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        backing
                                ? "Backing file not supported for file format '" + format + "'"
                                : "Invalid parameter '" + name + "'");
            }
        }
    }

    /** Whether an image can be made with that option. */
    boolean knows(String name) {
        return knows(own, name) || knows(ofFile, name);
    }

    /** Whether there is that option, or one that it is a member of. */
    static boolean knows(List<OptionField> fields, String name) {
        return fields.stream()
                .map(OptionField::legacyName)
                .anyMatch(known -> name.equals(known) || name.startsWith(known + "."));
    }

    /** Each option that was given, and the format's defaults, each with a space before it. */
    String told(Map<String, Object> options) {
        var text = new StringBuilder();
        for (var field : own) {
            var given = options.get(field.legacyName());
            if (given != null) {
                tell(text, field, given.toString());
            } else {
                field.byDefault().ifPresent(value -> tell(text, field, value));
            }
        }
        for (var field : ofFile) {
            var given = options.get(field.legacyName());
            if (given != null) {
                tell(text, field, given.toString());
            }
        }
        return text.toString();
    }

    private static void tell(StringBuilder text, OptionField field, String value) {
        text.append(' ').append(field.legacyName()).append('=').append(plain(field, value));
    }

    private static String plain(OptionField field, String text) {
        if (field.type() instanceof OptionType.Size) {
            try {
                return Long.toString(Sizes.parse(text));
            } catch (BlockException e) {
                return text; // the driver will complain of it
            }
        }
        return text;
    }

    /** The text of {@code -o help}. */
    String help() {
        var all = new ArrayList<>(own);
        all.addAll(ofFile);
        all.sort(Comparator.comparing(OptionField::legacyName));
        return "Supported options:\n" + list(all);
    }

    /** The lines of a list of options. */
    static String list(List<OptionField> fields) {
        var text = new StringBuilder();
        fields.forEach(field -> list(text, "", field));
        return text.toString();
    }

    /** Members of members stand under dotted names. */
    private static void list(StringBuilder text, String prefix, OptionField field) {
        var name = prefix + field.legacyName();
        if (field.type() instanceof OptionType.Struct struct) {
            struct.fields().forEach(member -> list(text, name + ".", member));
            return;
        }
        if (field.type() instanceof OptionType.OneOf union) {
            line(text, name + "." + union.discriminator(), "str", field.doc());
            var members = new TreeMap<String, OptionField>();
            for (var branch : union.branches().values()) {
                branch.fields().forEach(member -> members.put(member.legacyName(), member));
            }
            members.values().forEach(member -> list(text, name + ".", member));
            return;
        }
        line(text, name, typeName(field.type()), field.doc());
    }

    private static void line(StringBuilder text, String name, String type, String doc) {
        var synopsis = "  " + name + "=<" + type + ">";
        text.append(synopsis).append(" ".repeat(Math.max(0, 24 - synopsis.length())));
        text.append(" - ").append(doc).append('\n');
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
