package org.blockyard.commands.kit;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/**
 * A command whose arguments depend on what bundles are there; the service it calls checks them.
 *
 * @param name its name
 * @param doc what it does
 * @param type its arguments now
 * @param deed what it does
 */
public record OpenAction(String name, String doc, Function<Platform, OptionType> type, Deed deed)
        implements ManagementCommand {
    /** What a command does. */
    @FunctionalInterface
    public interface Deed {
        /** Does it. */
        void run(Map<String, Object> arguments, CommandContext context) throws IOException;
    }

    @Override
    public OptionType arguments(Platform platform) {
        return type.apply(platform);
    }

    @Override
    public Optional<OptionType> result(Platform platform) {
        return Optional.empty();
    }

    @Override
    public Object run(Map<String, Object> arguments, CommandContext context) throws IOException {
        deed.run(arguments, context);
        return Map.of();
    }
}
