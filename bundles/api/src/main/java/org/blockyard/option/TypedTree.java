package org.blockyard.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Turns a tree that came from text, where every value is a string, into the tree that JSON would
 * have given: what a front end does before it hands {@code key=value} options to a management
 * command. What the type does not know stays as it is, for the command to complain of.
 */
public final class TypedTree {
    private static final int HEXADECIMAL = 16;

    private final OptionType child;

    private TypedTree(OptionType child) {
        this.child = child;
    }

    /**
     * The tree with typed values.
     *
     * @param text a tree from {@link KeyValues#parse}
     * @param type what the tree is to be
     * @param child what a child defined in place is to be, such as the arguments of {@code
     *     blockdev-add}
     * @throws BlockException of kind {@code INVALID_OPTION}, naming the key, if a value is not of
     *     its type
     */
    public static Map<String, Object> of(
            Map<String, Object> text, OptionType type, OptionType child) throws BlockException {
        return new TypedTree(child).members(text, type, "");
    }

    private Map<String, Object> members(Map<String, Object> tree, OptionType type, String path)
            throws BlockException {
        var typed = new LinkedHashMap<String, Object>();
        for (var member : tree.entrySet()) {
            var key = path + member.getKey();
            var field =
                    fields(type, tree).stream()
                            .filter(f -> f.name().equals(member.getKey()))
                            .findFirst();
            typed.put(
                    member.getKey(),
                    field.isEmpty()
                            ? member.getValue()
                            : value(member.getValue(), field.get().type(), key));
        }
        return typed;
    }

    private static List<OptionField> fields(OptionType type, Map<String, Object> tree) {
        return switch (type) {
            case OptionType.Struct struct -> struct.fields();
            case OptionType.OneOf union -> {
                var branch = union.branches().get(String.valueOf(tree.get(union.discriminator())));
                yield branch == null ? List.of() : branch.fields();
            }
            default -> List.of();
        };
    }

    private Object value(Object value, OptionType type, String key) throws BlockException {
        return switch (value) {
            case String text -> scalar(text, type, key);
            case Map<?, ?> map ->
                    members(copy(map), type instanceof OptionType.Child ? child : type, key + ".");
            case List<?> list when type instanceof OptionType.ListOf many -> {
                var typed = new ArrayList<Object>();
                for (var element : list) {
                    typed.add(value(element, many.element(), key + "." + typed.size()));
                }
                yield typed;
            }
            default -> value;
        };
    }

    private static Object scalar(String text, OptionType type, String key) throws BlockException {
        return switch (type) {
            case OptionType.Bool _ -> bool(text, key);
            case OptionType.Int _ -> number(text, key);
            case OptionType.Size _ -> size(text, key);
            case OptionType.Real _ -> real(text, key);
            default -> text;
        };
    }

    private static Object bool(String text, String key) throws BlockException {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "y" -> true;
            case "off", "no", "false", "n" -> false;
            default -> throw wrong(key, "'on' or 'off'");
        };
    }

    /** A number; people write large ones as sizes. */
    private static Object number(String text, String key) throws BlockException {
        try {
            boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
            return hexadecimal
                    ? Long.parseLong(text.substring(2), HEXADECIMAL)
                    : Long.parseLong(text);
        } catch (NumberFormatException e) {
            try {
                return Sizes.parse(text);
            } catch (BlockException noSize) {
                throw wrong(key, "a number");
            }
        }
    }

    private static Object size(String text, String key) throws BlockException {
        try {
            return Sizes.parse(text);
        } catch (BlockException e) {
            throw wrong(key, "a size");
        }
    }

    private static Object real(String text, String key) throws BlockException {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(key, "a number");
        }
    }

    private static BlockException wrong(String key, String expected) {
        return new BlockException(
                ErrorKind.INVALID_OPTION, "Parameter '" + key + "' expects " + expected);
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }
}
