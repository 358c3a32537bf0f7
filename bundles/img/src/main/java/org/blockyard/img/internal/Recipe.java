package org.blockyard.img.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * The options of which an image of a format is made, under the names of {@code -o}: the format's
 * own, and those of the file that holds it.
 *
 * @param format the format
 * @param own the format's options, in the order in which they are told
 * @param ofFile the file's that the format does not have itself
 */
record Recipe(String format, Map<String, OptionField> own, Map<String, OptionField> ofFile) {
    static final String ENCRYPT_FORMAT = "encrypt.format";

    /** The old form of {@code encrypt.format=aes}. */
    private static final OptionField ENCRYPTION =
            new OptionField(
                    "encryption",
                    new OptionType.Bool(),
                    false,
                    Optional.empty(),
                    "encrypt by aes (the old form of encrypt.format=aes)",
                    "encryption",
                    "");

    /** The recipe of a format for an image of that name. */
    static Recipe of(Session session, String format, String name) throws BlockException {
        var protocol = protocol(name);
        var holder =
                driver(session, protocol)
                        .orElseThrow(() -> unknown("Unknown protocol '" + protocol + "'"));
        return new Recipe(format, fieldsOf(session, format), Map.of()).in(fields(holder));
    }

    /** The recipe of a format whatever holds the image. */
    static Recipe ofFormat(Session session, String format) throws BlockException {
        return new Recipe(format, fieldsOf(session, format), Map.of());
    }

    private Recipe in(List<OptionField> holder) {
        var rest = new LinkedHashMap<>(OptionNames.of(holder));
        rest.keySet().removeAll(own.keySet());
        return new Recipe(format, own, rest);
    }

    private static Map<String, OptionField> fieldsOf(Session session, String format)
            throws BlockException {
        var driver =
                driver(session, format)
                        .orElseThrow(() -> unknown("Unknown file format '" + format + "'"));
        if (!(driver instanceof Creating<?>) && !(driver instanceof Probing)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Format driver '" + format + "' does not support image creation");
        }
        var own = new LinkedHashMap<String, OptionField>();
        var names = OptionNames.of(fields(driver));
        if (names.containsKey(ENCRYPT_FORMAT)) {
            own.put(ENCRYPTION.name(), ENCRYPTION);
        }
        own.putAll(names);
        return own;
    }

    private static BlockException unknown(String sentence) {
        return new BlockException(ErrorKind.NOT_FOUND, sentence);
    }

    private static Optional<BlockDriver<?>> driver(Session session, String name) {
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
                        .filter(f -> !nodes(f))
                        .toList()
                : List.of();
    }

    /** Whether an option lists nodes, which an image that is made by name has none of. */
    private static boolean nodes(OptionField field) {
        return field.type() instanceof OptionType.ListOf list
                && list.element() instanceof OptionType.Child;
    }

    /**
     * What was given, with switches under their own names.
     *
     * @throws BlockException for options that nobody knows, and for values that are none
     */
    Map<String, Object> read(Map<String, Object> given) throws BlockException {
        var options = new LinkedHashMap<>(given);
        OptionTexts.switchOff(options, this::knows);
        for (var option : options.entrySet()) {
            var name = option.getKey();
            var field = field(name).orElseThrow(() -> unknownOption(name));
            OptionTexts.check(name, field, option.getValue().toString());
        }
        return options;
    }

    private BlockException unknownOption(String name) {
        return Numbers.wrong(
                switch (name) {
                    case "backing_file" ->
                            "Backing file not supported for file format '" + format + "'";
                    case "backing_fmt" ->
                            "Backing file format not supported for file format '" + format + "'";
                    default -> "Invalid parameter '" + name + "'";
                });
    }

    private Optional<OptionField> field(String name) {
        return Optional.ofNullable(own.containsKey(name) ? own.get(name) : ofFile.get(name));
    }

    /** Whether an image can be made with that option. */
    boolean knows(String name) {
        return own.containsKey(name) || ofFile.containsKey(name);
    }

    /** The options as drivers know them: old forms in their new ones. */
    Map<String, Object> modern(Map<String, Object> options) {
        if (!own.containsKey(ENCRYPTION.name()) || !options.containsKey(ENCRYPTION.name())) {
            return options;
        }
        var modern = new LinkedHashMap<>(options);
        var value = String.valueOf(modern.remove(ENCRYPTION.name()));
        if (List.of("on", "yes", "true", "y").contains(value)) {
            modern.putIfAbsent(ENCRYPT_FORMAT, "aes");
        }
        return modern;
    }

    /** Each option that was given, and the format's defaults, each with a space before it. */
    String told(Map<String, Object> options) {
        var text = new StringBuilder();
        own.forEach(
                (name, field) ->
                        Optional.ofNullable(options.get(name))
                                .map(Object::toString)
                                .or(field::byDefault)
                                .ifPresent(value -> tell(text, name, field, value)));
        ofFile.forEach(
                (name, field) ->
                        Optional.ofNullable(options.get(name))
                                .ifPresent(value -> tell(text, name, field, value.toString())));
        return text.toString();
    }

    private static void tell(StringBuilder text, String name, OptionField field, String value) {
        text.append(' ').append(name).append('=').append(plain(field, value).replace(",", ",,"));
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

    /** The text of {@code -o help} for an image that has a name. */
    String help() {
        var all = new LinkedHashMap<>(own);
        all.putAll(ofFile);
        return "Supported options:\n" + OptionNames.help(all);
    }

    /** The text of {@code -o help} without one: the format's options alone. */
    String helpOfFormat() {
        return "Supported "
                + format
                + " options:\n"
                + OptionNames.help(own)
                + """

                The protocol level may support further options.
                Specify the target filename to include those options.
                """;
    }
}
