package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;

/**
 * {@code nbd-server-add}, the older way to say {@code block-export-add}: the export's id is its
 * name.
 */
final class ServerAddCommand extends RecordCommand<ServerAddCommand.Arguments> {
    /**
     * Its arguments.
     *
     * @param device the node
     * @param name the export name
     * @param description a description for people
     * @param writable whether clients may write, where the node can be written
     * @param bitmap a dirty bitmap to offer
     */
    record Arguments(
            @Option("node to be exported") String device,
            @Option(value = "export name; the node's name if left out", max = 4096)
                    Optional<String> name,
            @Option(value = "description of the export", max = 4096) Optional<String> description,
            @Option(value = "let clients write, where the node can be written", byDefault = "off")
                    boolean writable,
            @Option("dirty bitmap offered as metadata context") Optional<String> bitmap) {}

    ServerAddCommand() {
        super(
                "nbd-server-add",
                "Exports a node over NBD. Deprecated: use block-export-add.",
                Arguments.class);
    }

    @Override
    public boolean deprecated() {
        return true;
    }

    @Override
    protected Object run(Arguments arguments, CommandContext context) throws IOException {
        var node = context.platform().graph().require(arguments.device());
        var name = arguments.name().orElse(arguments.device());
        var options = new LinkedHashMap<String, Object>();
        options.put("type", "nbd");
        options.put("id", name);
        options.put("node-name", arguments.device());
        options.put("name", name);
        options.put("writable", arguments.writable() && !node.readOnly());
        arguments.description().ifPresent(text -> options.put("description", text));
        arguments.bitmap().ifPresent(bitmap -> options.put("bitmaps", List.of(bitmap)));
        context.platform().exports().add(options);
        return Map.of();
    }
}
