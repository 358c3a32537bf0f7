package org.blockyard.commands.transaction;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/**
 * A command that does what an action does, alone.
 *
 * @param action the action
 */
public record ActionCommand(TransactionAction action) implements ManagementCommand {
    @Override
    public String name() {
        return action.name();
    }

    @Override
    public String doc() {
        return action.doc();
    }

    @Override
    public boolean deprecated() {
        return action.deprecated();
    }

    @Override
    public List<String> features() {
        return action.features();
    }

    @Override
    public OptionType arguments(Platform platform) {
        return action.data(platform);
    }

    @Override
    public Optional<OptionType> result(Platform platform) {
        return Optional.empty();
    }

    @Override
    public Object run(Map<String, Object> arguments, CommandContext context) throws IOException {
        var work = new TransactionWork(context, false);
        work.add(action, arguments, "");
        return context.platform().graph().exclusively(work::run);
    }
}
