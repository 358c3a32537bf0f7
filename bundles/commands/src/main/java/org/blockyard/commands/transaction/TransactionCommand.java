package org.blockyard.commands.transaction;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Types;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.option.Option;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** {@code transaction}: the actions that the bundles present contribute, all done or none. */
public final class TransactionCommand implements ManagementCommand {
    enum CompletionMode {
        /** Each job ends for itself. */
        INDIVIDUAL,
        /** The jobs succeed together, or all end when one fails. */
        GROUPED
    }

    record TransactionProperties(
            @Option(value = "how the jobs started end", byDefault = "individual")
                    CompletionMode completionMode) {}

    record Arguments(
            @Option("what is to be done, in this order") List<Map<String, Object>> actions,
            @Option("how it is to be done") Optional<TransactionProperties> properties) {
        boolean grouped() {
            return properties
                    .filter(given -> given.completionMode() == CompletionMode.GROUPED)
                    .isPresent();
        }
    }

    /** The command. */
    public TransactionCommand() {}

    @Override
    public String name() {
        return "transaction";
    }

    @Override
    public String doc() {
        return "Runs several actions, all or none, with the nodes concerned at rest meanwhile, so that what they keep"
                + " is of one moment.";
    }

    @Override
    public OptionType arguments(Platform platform) {
        var branches = new LinkedHashMap<String, List<OptionField>>();
        for (var action : platform.commands().actions()) {
            branches.put(
                    action.name(),
                    List.of(Types.required("data", action.data(platform), action.doc())));
        }
        var action = Types.oneOf("TransactionAction", "type", List.of(), branches);
        var properties = OptionSchema.of(Arguments.class).field("properties").orElseThrow();
        return new OptionType.Struct(
                name(),
                List.of(
                        Types.required(
                                "actions",
                                new OptionType.ListOf(action),
                                "what is to be done, in this order"),
                        properties));
    }

    @Override
    public Optional<OptionType> result(Platform platform) {
        return Optional.empty();
    }

    @Override
    public Object run(Map<String, Object> tree, CommandContext context) throws IOException {
        var arguments = OptionSchema.of(Arguments.class).read(tree, ReadMode.JSON);
        var known = new LinkedHashMap<String, TransactionAction>();
        context.platform().commands().actions().forEach(a -> known.put(a.name(), a));
        var work = new TransactionWork(context, arguments.grouped());
        for (int i = 0; i < arguments.actions().size(); i++) {
            var given = new GivenAction(arguments.actions().get(i), "actions[" + i + "]");
            var action = given.action(known);
            if (arguments.grouped() && !action.groupable()) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        "Action '"
                                + action.name()
                                + "' does not support transaction property completion-mode = grouped");
            }
            work.add(action, given.data(), given.path() + ".data");
        }
        return context.platform().graph().exclusively(work::run);
    }
}
