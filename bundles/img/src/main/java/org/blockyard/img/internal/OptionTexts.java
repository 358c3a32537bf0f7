package org.blockyard.img.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.blockyard.io.BlockException;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.option.Sizes;

/**
 * What is given with {@code -o}. Texts are checked by the types of the options before anything is
 * done, so that a slip of the pen leaves no half-made image behind.
 */
final class OptionTexts {
    private static final Set<String> SWITCHES =
            Set.of("on", "off", "yes", "no", "true", "false", "y", "n");

    private OptionTexts() {}

    /** All that was given, a later value in place of an earlier. */
    static Map<String, Object> parse(List<String> texts) throws BlockException {
        var options = new LinkedHashMap<String, Object>();
        for (var text : texts) {
            if (!isList(text)) {
                throw Numbers.wrong("Invalid option list: " + text);
            }
            options.putAll(KeyValues.parseFlat(text));
        }
        return options;
    }

    /** Whether a text can be put together with others: no element is open at either end. */
    private static boolean isList(String text) {
        int commas = 0;
        while (commas < text.length() && text.charAt(text.length() - 1 - commas) == ',') {
            commas++;
        }
        return !text.isEmpty() && text.charAt(0) != ',' && commas % 2 == 0;
    }

    /** Puts what {@code noNAME} means for a switch under the switch's own name. */
    static void switchOff(Map<String, Object> options, Predicate<String> known) {
        for (var name : List.copyOf(options.keySet())) {
            var without = name.startsWith("no") ? name.substring(2) : "";
            boolean alone = "on".equals(options.get(name)) && !known.test(name);
            if (alone && known.test(without)) {
                options.remove(name);
                options.put(without, "off");
            }
        }
    }

    /** Refuses a text that is none of the option's type. */
    static void check(String name, OptionField field, String text) throws BlockException {
        switch (field.type()) {
            case OptionType.Size size -> checkSize(name, text);
            case OptionType.Int number -> checkNumber(name, text);
            case OptionType.Bool bool -> {
                if (!SWITCHES.contains(text)) {
                    throw Numbers.wrong("Parameter '" + name + "' expects 'on' or 'off'");
                }
            }
            default -> {
                // the driver knows its words
            }
        }
    }

    private static void checkSize(String name, String text) throws BlockException {
        try {
            Sizes.parse(text);
        } catch (BlockException e) {
            if (text.matches("-\\d+")) {
                throw Numbers.wrong(
                        "Value '" + text + "' is out of range for parameter '" + name + "'");
            }
            throw Numbers.wrong("Parameter '" + name + "' expects a non-negative number below 2^64")
                    .hint(
                            "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-,"
                                    + " peta-\nand exabytes, respectively.");
        }
    }

    private static void checkNumber(String name, String text) throws BlockException {
        try {
            Long.decode(text);
        } catch (NumberFormatException e) {
            throw Numbers.wrong("Parameter '" + name + "' expects a number");
        }
    }
}
