package org.blockyard.qmp.session;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;

/**
 * The command that begins a conversation. A monitor runs it itself; elsewhere there is nothing to
 * negotiate.
 */
public final class Capabilities extends RecordCommand<Capabilities.Arguments> {
    static final String COMMAND = "qmp_capabilities";
    static final String COMPLETE = "Capabilities negotiation is already complete, command ignored";

    private static final OptionSchema<Arguments> SCHEMA = OptionSchema.of(Arguments.class);

    /** What a client and a monitor can agree on. */
    public enum Capability {
        /** Commands run before those that wait. */
        OOB
    }

    /**
     * The command's arguments.
     *
     * @param enable what the client wants of the greeting's offers
     */
    public record Arguments(@Option("capabilities to enable") Optional<List<Capability>> enable) {}

    /** The command. */
    public Capabilities() {
        super(
                COMMAND,
                "Begins a QMP conversation; until then no other command is accepted.",
                Arguments.class);
    }

    /** Whether the arguments ask for out-of-band commands. */
    static boolean outOfBand(Map<String, Object> arguments) throws IOException {
        return SCHEMA.read(arguments, ReadMode.JSON)
                .enable()
                .orElse(List.of())
                .contains(Capability.OOB);
    }

    @Override
    protected Object run(Arguments arguments, CommandContext context) throws IOException {
        throw new CommandException(CommandException.ErrorClass.COMMAND_NOT_FOUND, COMPLETE);
    }
}
