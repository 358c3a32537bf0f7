package org.blockyard.kernel.internal.monitor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.contribution.ContributionListener;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandListener;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * The commands of all command sets and the actions of transactions; of two with one name the newer
 * bundle's.
 */
public final class CommandTable implements Commands, ContributionListener {
    private static final System.Logger LOG = LazyLogger.of(CommandTable.class);

    private record Context(Platform platform, String origin) implements CommandContext {}

    private final Platform platform;
    private final ContributionRegistry contributions;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<CommandListener> listeners = new CopyOnWriteArrayList<>();
    // made when first asked for: most tools never do, and a daemon needs the events' types for
    // introspection only
    private @Nullable Map<String, ManagementCommand> commands;
    private @Nullable Map<String, EventType> events;
    private @Nullable Map<String, TransactionAction> actions;

    /** The commands of what is contributed. */
    public CommandTable(Platform platform, ContributionRegistry contributions) {
        this.platform = platform;
        this.contributions = contributions;
        contributions.listen(this);
    }

    @Override
    public void added(Contribution contribution) {
        changed(contribution);
    }

    @Override
    public void removing(Contribution contribution) {
        changed(contribution);
    }

    private void changed(Contribution contribution) {
        if (contribution.is(CommandSet.class) || contribution.is(TransactionActions.class)) {
            lock.lock();
            try {
                commands = null;
                events = null;
                actions = null;
            } finally {
                lock.unlock();
            }
        }
    }

    private Map<String, ManagementCommand> commands() {
        lock.lock();
        try {
            var known = commands;
            if (known == null) {
                var made = new TreeMap<String, ManagementCommand>();
                for (var set : contributions.instances(CommandSet.class)) {
                    set.commands().forEach(command -> made.putIfAbsent(command.name(), command));
                }
                known = made;
                commands = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, EventType> eventTypes() {
        lock.lock();
        try {
            var known = events;
            if (known == null) {
                var made = new TreeMap<String, EventType>();
                KernelEvents.TYPES.forEach(event -> made.put(event.name(), event));
                for (var set : contributions.instances(CommandSet.class)) {
                    set.events().forEach(event -> made.put(event.name(), event));
                }
                known = made;
                events = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, TransactionAction> actionTypes() {
        lock.lock();
        try {
            var known = actions;
            if (known == null) {
                var made = new TreeMap<String, TransactionAction>();
                for (var set : contributions.instances(TransactionActions.class)) {
                    set.actions().forEach(action -> made.putIfAbsent(action.name(), action));
                }
                known = made;
                actions = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<TransactionAction> actions() {
        return List.copyOf(actionTypes().values());
    }

    @Override
    public List<ManagementCommand> list() {
        return List.copyOf(commands().values());
    }

    @Override
    public Optional<ManagementCommand> find(String name) {
        return Optional.ofNullable(commands().get(name));
    }

    @Override
    public List<EventType> events() {
        return List.copyOf(eventTypes().values());
    }

    @Override
    public Object run(String name, Map<String, Object> arguments, String origin)
            throws IOException {
        var command = commands().get(name);
        if (command == null) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND, "The command " + name + " has not been found");
        }
        try {
            var result = command.run(arguments, new Context(platform, origin));
            listeners.forEach(listener -> listener.succeeded(name, arguments));
            return result;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "command " + name + " failed unexpectedly", e);
            throw new BlockException(
                    ErrorKind.IO, "Internal error in command " + name + ": " + e, e);
        }
    }

    @Override
    public AutoCloseable listen(CommandListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
