package org.blockyard.itest.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the two implementations whose tools take the same words. */
enum Side {
    OURS,
    THEIRS;

    Side other() {
        return this == OURS ? THEIRS : OURS;
    }

    /** Runs a tool, {@code img} for example, to its end. */
    Tool.Result run(String tool, List<String> arguments) {
        var command = new ArrayList<String>();
        if (this == OURS) {
            command.addAll(Product.command(tool));
        } else {
            command.add("qemu-" + tool);
        }
        command.addAll(arguments);
        return Tool.run(command, Map.of("BLOCKYARD_NO_BUILD", "1"));
    }
}
