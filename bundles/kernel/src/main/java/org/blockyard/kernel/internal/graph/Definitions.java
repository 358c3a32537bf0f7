package org.blockyard.kernel.internal.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockyard.driver.ChildRole;
import org.blockyard.graph.NodeOptions;
import org.blockyard.graph.NodeOptions.DetectZeroes;
import org.blockyard.graph.NodeOptions.Discard;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.node.NodeDefinition;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;

/**
 * Reads node definitions: parts common options from the driver's own, and hands down what children
 * inherit.
 */
final class Definitions {
    private static final OptionSchema<NodeOptions> COMMON = OptionSchema.of(NodeOptions.class);
    private static final Set<String> COMMON_NAMES =
            COMMON.fields().stream().map(OptionField::name).collect(Collectors.toUnmodifiableSet());

    private Definitions() {}

    /** Whether values came typed, as in JSON, or all as text, as on a command line. */
    static ReadMode mode(Object tree) {
        return typed(tree) ? ReadMode.JSON : ReadMode.TEXT;
    }

    private static boolean typed(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> typed(map.values());
            case Collection<?> values -> values.stream().anyMatch(Definitions::typed);
            default -> tree instanceof Boolean || tree instanceof Number;
        };
    }

    /** A tree without dotted keys. */
    static Map<String, Object> nested(Map<String, Object> tree) throws BlockException {
        return tree.keySet().stream().anyMatch(key -> key.indexOf('.') >= 0)
                ? KeyValues.nest(tree)
                : new LinkedHashMap<>(tree);
    }

    /** Reads a definition with all that it inherits in it. */
    static NodeDefinition read(Map<String, Object> tree, ReadMode mode, boolean guessed)
            throws BlockException {
        var whole = nested(tree);
        Map<String, Object> common = new LinkedHashMap<>(whole);
        common.keySet().retainAll(COMMON_NAMES);
        Map<String, Object> special = new LinkedHashMap<>(whole);
        special.keySet().removeAll(COMMON_NAMES);
        var options = COMMON.read(common, mode);
        check(options);
        return new NodeDefinition(whole, options, special, mode, guessed);
    }

    private static void check(NodeOptions options) throws BlockException {
        if (options.nodeName().isPresent()) {
            NodeTable.checked(options.nodeName().get());
        }
        if (options.forceShare() && !options.readOnly()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "force-share=on can only be used with read-only images");
        }
        if (options.detectZeroes() == DetectZeroes.UNMAP && options.discard() != Discard.UNMAP) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "setting detect-zeroes to unmap is not allowed without setting discard operation to unmap");
        }
        GonePolicy.of(options.whenDriverGone());
    }

    /** A child's definition with what it inherits from its parent. */
    static Map<String, Object> inherit(
            Map<String, Object> definition, Node parent, Set<ChildRole> roles)
            throws BlockException {
        return inherit(definition, parent.options(), parent.readOnly(), roles);
    }

    /** A child's definition with what it inherits from a parent with these options. */
    static Map<String, Object> inherit(
            Map<String, Object> definition,
            NodeOptions parent,
            boolean parentReadOnly,
            Set<ChildRole> roles)
            throws BlockException {
        Map<String, Object> child = nested(definition);
        boolean backing = roles.contains(ChildRole.COW);
        if (parent.cache().isPresent()) {
            child.put("cache", cache(child.get("cache"), parent));
        }
        child.putIfAbsent("read-only", backing || parentReadOnly);
        child.putIfAbsent("auto-read-only", !backing && parent.autoReadOnly());
        child.putIfAbsent("discard", "unmap");
        if (parent.forceShare()) {
            child.putIfAbsent("force-share", true);
        }
        if (!parent.active()) {
            child.putIfAbsent("active", false);
        }
        if (!parent.whenDriverGone().equals("wait")) {
            child.putIfAbsent("x-blockyard-when-driver-gone", parent.whenDriverGone());
        }
        return child;
    }

    /**
     * Whether the child at an edge is what a definition asks for. One that was made active or
     * inactive meanwhile is.
     */
    static boolean same(Hold edge, Map<String, Object> definition) {
        if (edge.openedAs().isEmpty()) {
            return false;
        }
        Map<String, Object> before = new LinkedHashMap<>(edge.openedAs().get());
        Map<String, Object> now = new LinkedHashMap<>(definition);
        boolean active = !Boolean.FALSE.equals(now.remove("active"));
        before.remove("active");
        return before.equals(now) && active == edge.target().options().active();
    }

    /**
     * A definition that names another node as a child.
     *
     * @param child the child's name, such as {@code file} or {@code children.1}
     */
    static NodeDefinition leading(NodeDefinition definition, String child, String nodeName) {
        var path = List.of(child.split("\\."));
        return new NodeDefinition(
                named(definition.tree(), path, nodeName),
                definition.options(),
                named(definition.special(), path, nodeName),
                definition.mode(),
                definition.guessed());
    }

    private static Map<String, Object> named(
            Map<String, Object> tree, List<String> path, String nodeName) {
        Map<String, Object> copy = new LinkedHashMap<>(tree);
        var key = path.getFirst();
        if (path.size() == 1) {
            copy.put(key, nodeName);
        } else if (tree.get(key) instanceof List<?> list) {
            var elements = new ArrayList<Object>();
            for (var element : list) {
                boolean it = path.get(1).equals(Integer.toString(elements.size()));
                elements.add(it ? nodeName : element);
            }
            copy.put(key, elements);
        }
        return copy;
    }

    private static Map<String, Object> cache(
            @org.jspecify.annotations.Nullable Object own, NodeOptions parent) {
        Map<String, Object> cache = new LinkedHashMap<>();
        cache.put("direct", parent.cacheDirect());
        cache.put("no-flush", parent.cacheNoFlush());
        if (own instanceof Map<?, ?> map) {
            map.forEach((key, value) -> cache.put(String.valueOf(key), value));
        }
        return cache;
    }
}
