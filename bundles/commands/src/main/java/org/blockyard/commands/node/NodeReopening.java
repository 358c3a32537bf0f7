package org.blockyard.commands.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.commands.kit.Trees;
import org.blockyard.commands.kit.Types;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** {@code blockdev-reopen}: opens nodes again under other options, all or none. */
final class NodeReopening {
    private static final String BACKING = "backing";
    private static final String FILE_NAME = "filename";

    private final Platform platform;

    private NodeReopening(Platform platform) {
        this.platform = platform;
    }

    static OptionType arguments(Platform platform) {
        var options =
                Types.required(
                        "options",
                        new OptionType.ListOf(NodeOptionsType.definition(platform)),
                        "definitions of the nodes, as for blockdev-add");
        return new OptionType.Struct("blockdev-reopen", List.of(options));
    }

    static void run(Map<String, Object> tree, CommandContext context) throws IOException {
        var rest = new LinkedHashMap<>(tree);
        if (!(Trees.take(rest, "options") instanceof List<?> given)) {
            throw Trees.wrongType("options", "array");
        }
        Trees.requireEmpty(rest);
        var definitions = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < given.size(); i++) {
            definitions.add(Trees.object(given.get(i), "options[" + i + "]"));
        }
        var platform = context.platform();
        platform.graph().exclusively(() -> new NodeReopening(platform).reopen(definitions));
    }

    private Object reopen(List<Map<String, Object>> definitions) throws IOException {
        var changes = new ArrayList<GraphChange>();
        for (var definition : definitions) {
            if (definition.get("node-name") instanceof String name) {
                var node = platform.graph().find(name);
                if (node.isPresent()) {
                    requireReopenable(node.get(), definition);
                }
            }
            changes.add(new GraphChange.Reopen(definition));
        }
        platform.graph().apply(changes);
        return changes;
    }

    /** What is left out has its default, but which backing file there is must be said. */
    private void requireReopenable(BlockNode node, Map<String, Object> definition)
            throws BlockException {
        if (node.child(BACKING).isPresent() && !definition.containsKey(BACKING)) {
            throw refusal("backing is missing for '" + node.name() + "'");
        }
        var fileName = node.definition().get(FILE_NAME);
        if (fileName != null && !fileName.equals(definition.get(FILE_NAME))) {
            throw refusal("Cannot change the option '" + FILE_NAME + "'");
        }
    }

    private static BlockException refusal(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
