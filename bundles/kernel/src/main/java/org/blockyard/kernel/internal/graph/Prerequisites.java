package org.blockyard.kernel.internal.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;

/** Tells what a definition needs that is not there yet: drivers and named children. */
final class Prerequisites {
    private final Graph graph;

    Prerequisites(Graph graph) {
        this.graph = graph;
    }

    /** The first thing that is missing, as a sentence. */
    Optional<String> missing(Map<String, Object> definition) {
        var name = String.valueOf(definition.get("driver"));
        var driver = graph.parts.drivers().preferred(name);
        if (driver.isEmpty()) {
            return Optional.of("driver '" + name + "' is not there");
        }
        return driver.get().driver().options().fields().stream()
                .flatMap(field -> missing(field, definition).stream())
                .findFirst();
    }

    private Optional<String> missing(OptionField field, Map<String, Object> definition) {
        var value = definition.get(field.name());
        if (field.type() instanceof OptionType.Child) {
            return missingChild(value);
        }
        if (field.type() instanceof OptionType.ListOf list
                && list.element() instanceof OptionType.Child
                && value instanceof List<?> values) {
            return values.stream().flatMap(v -> missingChild(v).stream()).findFirst();
        }
        return Optional.empty();
    }

    private Optional<String> missingChild(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof String name && !name.isEmpty()) {
            Optional<Node> child = graph.table.find(name);
            return child.filter(GraphKernel::open).isPresent()
                    ? Optional.empty()
                    : Optional.of("node '" + name + "' is not open");
        }
        if (value instanceof Map<?, ?> map && map.containsKey("driver")) {
            Map<String, Object> definition = new LinkedHashMap<>();
            map.forEach((key, v) -> definition.put(String.valueOf(key), v));
            return missing(definition);
        }
        return Optional.empty();
    }
}
