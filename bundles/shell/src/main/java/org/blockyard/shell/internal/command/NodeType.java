package org.blockyard.shell.internal.command;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.NodeOptions;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** What a node's definition looks like with the drivers that are there now. */
final class NodeType {
    private NodeType() {}

    static OptionType of(Platform platform) {
        var common = OptionSchema.of(NodeOptions.class).fields();
        var branches = new TreeMap<String, OptionType.Struct>();
        for (var info : platform.graph().drivers()) {
            if (info.preferred()) {
                branches.put(
                        info.name(),
                        new OptionType.Struct(info.name(), fields(common, info.driver())));
            }
        }
        return new OptionType.OneOf("a node", "driver", branches);
    }

    private static List<OptionField> fields(List<OptionField> common, BlockDriver<?> driver) {
        var fields = new ArrayList<>(common);
        fields.addAll(driver.options().fields());
        return fields;
    }
}
