package org.blockyard.option;

import java.util.Map;
import org.blockyard.io.BlockException;

/** Values without members: text, switches, fractions, and trees that are passed on as they are. */
enum ScalarShape implements Shape {
    /** On or off. */
    BOOL(new OptionType.Bool()) {
        @Override
        public Object read(Object tree, ReadMode mode, String path) throws BlockException {
            if (tree instanceof Boolean) {
                return tree;
            }
            if (mode == ReadMode.JSON || !(tree instanceof String text)) {
                throw Complaint.type(path, "boolean");
            }
            return switch (text) {
                case "on", "yes", "true", "y" -> true;
                case "off", "no", "false", "n" -> false;
                default -> throw Complaint.expects(path, "'on' or 'off'");
            };
        }
    },
    /** A number with a fraction. */
    REAL(new OptionType.Real()) {
        @Override
        public Object read(Object tree, ReadMode mode, String path) throws BlockException {
            if (tree instanceof Number number) {
                return number.doubleValue();
            }
            if (mode == ReadMode.JSON || !(tree instanceof String text)) {
                throw Complaint.type(path, "number");
            }
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw Complaint.type(path, "number");
        }
    },
    /** Any tree. */
    ANY(new OptionType.Any()) {
        @Override
        public Object read(Object tree, ReadMode mode, String path) {
            return tree;
        }
    },
    /** A tree with members. */
    TREE(new OptionType.Any()) {
        @Override
        public Object read(Object tree, ReadMode mode, String path) throws BlockException {
            return asTree(tree, path);
        }
    },
    /** A node. */
    CHILD(new OptionType.Child()) {
        @Override
        public Object read(Object tree, ReadMode mode, String path) throws BlockException {
            // no switch over patterns here: its first use costs a tool milliseconds
            if (tree instanceof String name) {
                return name.isEmpty() ? new ChildRef.None() : new ChildRef.Node(name);
            }
            if (tree instanceof Map) {
                return new ChildRef.Inline(asTree(tree, path));
            }
            if (tree == JsonNull.NULL) {
                return new ChildRef.None();
            }
            throw Complaint.type(path, "BlockdevRef");
        }

        @Override
        public Object write(Object value) {
            if (value instanceof ChildRef.Node node) {
                return node.name();
            }
            return value instanceof ChildRef.Inline inline ? inline.definition() : JsonNull.NULL;
        }
    };

    private final OptionType type;

    ScalarShape(OptionType type) {
        this.type = type;
    }

    @Override
    public OptionType type() {
        return type;
    }

    @Override
    public Object write(Object value) {
        return value;
    }

    /** The value as a tree with members. */
    @SuppressWarnings("unchecked") // trees have no other keys than text
    static Map<String, Object> asTree(Object value, String path) throws BlockException {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw Complaint.type(path, "object");
    }
}
