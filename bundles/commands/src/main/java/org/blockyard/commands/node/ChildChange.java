package org.blockyard.commands.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChangingChildren;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.NodeOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** {@code x-blockdev-change}: gives a node another child, or takes one from it. */
final class ChildChange {
    private static final Set<String> COMMON =
            OptionSchema.of(NodeOptions.class).fields().stream()
                    .map(OptionField::name)
                    .collect(Collectors.toUnmodifiableSet());

    private ChildChange() {}

    record Change(
            @Option("name of the node") String parent,
            @Option("name of the child to take away") Optional<String> child,
            @Option("node to become a child") Optional<String> node) {}

    static ManagementCommand command() {
        return Action.does(
                "x-blockdev-change",
                "Gives a node another child or takes one from it, if its driver can have that.",
                Change.class,
                (given, context) ->
                        context.platform().graph().exclusively(() -> change(given, context)));
    }

    private static Object change(Change given, CommandContext context) throws IOException {
        var platform = context.platform();
        var parent = NodeLookup.either(platform, given.parent());
        if (given.child().isPresent() == given.node().isPresent()) {
            throw refusal(
                    ErrorKind.INVALID_OPTION,
                    given.child().isPresent()
                            ? "The parameters child and node are in conflict"
                            : "Either child or node must be specified");
        }
        var definition =
                given.child().isPresent()
                        ? without(platform, parent, given.child().get())
                        : with(platform, parent, given.node().orElseThrow());
        platform.graph().apply(List.of(new GraphChange.Reopen(definition)));
        return Map.of();
    }

    private static Map<String, Object> without(Platform platform, BlockNode parent, String child)
            throws IOException {
        if (parent.child(child).isEmpty()) {
            throw refusal(
                    ErrorKind.NOT_FOUND,
                    "Node '" + parent.name() + "' does not have child '" + child + "'");
        }
        return new ChildList<>(driver(platform, parent, "removing"), parent).without(child);
    }

    private static Map<String, Object> with(Platform platform, BlockNode parent, String node)
            throws IOException {
        var child =
                platform.graph()
                        .find(node)
                        .orElseThrow(
                                () ->
                                        refusal(
                                                ErrorKind.NOT_FOUND,
                                                "Node '" + node + "' not found"));
        var driver = driver(platform, parent, "adding");
        if (!child.holders().isEmpty()) {
            throw refusal(ErrorKind.BUSY, "The node " + child.name() + " already has a parent");
        }
        return new ChildList<>(driver, parent).with(node);
    }

    private static BlockDriver<?> driver(Platform platform, BlockNode parent, String what)
            throws BlockException {
        for (var info : platform.graph().drivers()) {
            if (info.name().equals(parent.driver())
                    && info.version().equals(parent.driverVersion())
                    && info.driver() instanceof ChangingChildren<?>) {
                return info.driver();
            }
        }
        throw refusal(
                ErrorKind.UNSUPPORTED,
                "The node " + parent.name() + " does not support " + what + " a child");
    }

    /** The children of a node as its driver's options tell them. */
    private record ChildList<O extends Record>(BlockDriver<O> driver, BlockNode node) {
        Map<String, Object> with(String child) throws IOException {
            return definition(changing().withChild(options(), new ChildRef.Node(child)));
        }

        Map<String, Object> without(String child) throws IOException {
            return definition(changing().withoutChild(options(), child));
        }

        @SuppressWarnings("unchecked") // a driver changes the options that it has
        private ChangingChildren<O> changing() {
            return (ChangingChildren<O>) driver;
        }

        private O options() throws BlockException {
            Map<String, Object> own = new LinkedHashMap<>(node.definition());
            own.keySet().removeAll(COMMON);
            return driver.options().read(own, ReadMode.TEXT);
        }

        /** All that the node was opened with but its driver's own options, and these. */
        private Map<String, Object> definition(O options) {
            Map<String, Object> definition = new LinkedHashMap<>(node.definition());
            definition.keySet().retainAll(COMMON);
            definition.put("node-name", node.name());
            definition.putAll(driver.options().write(options));
            return definition;
        }
    }

    private static BlockException refusal(ErrorKind kind, String sentence) {
        return new BlockException(kind, sentence);
    }
}
