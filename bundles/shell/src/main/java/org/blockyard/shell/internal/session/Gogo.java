package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.gogo.jline.Converters;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.blockyard.shell.internal.command.ManagementShellCommand;
import org.blockyard.shell.internal.command.ShellCommand;
import org.blockyard.shell.internal.command.ShellCommands;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * Gogo with our commands in it. It sleeps until the first session: a daemon without a shell pays
 * nothing for it. Of its JLine bundle only classes are used; started, that bundle would take hold
 * of the process's own terminal.
 */
public final class Gogo {
    private static final Set<String> SLEEPERS =
            Set.of("org.apache.felix.gogo.runtime", "org.apache.felix.gogo.command");
    private static final String OURS = "blockyard";
    private static final String QMP = "qmp";

    private final BundleContext context;
    private final ShellCommands commands;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ServiceRegistration<?>> offered = new HashMap<>();
    private boolean awake;

    /** Gogo for these commands. */
    public Gogo(BundleContext context, ShellCommands commands) {
        this.context = context;
        this.commands = commands;
    }

    /** The commands that a line may begin with. */
    ShellCommands commands() {
        return commands;
    }

    /** A session, after the commands of QMP present now were made Gogo's. */
    CommandSession session(InputStream in, OutputStream out, OutputStream err) throws IOException {
        lock.lock();
        try {
            var processor = processor();
            refresh();
            var session = processor.createSession(in, out, err);
            session.put("SCOPE", OURS + ":" + QMP + ":gogo:*");
            session.put(CommandSession.OPTION_NO_GLOB, true);
            return session;
        } finally {
            lock.unlock();
        }
    }

    private CommandProcessor processor() throws IOException {
        var reference = context.getServiceReference(CommandProcessor.class);
        if (reference == null) {
            wake();
            reference = context.getServiceReference(CommandProcessor.class);
        }
        var processor = reference == null ? null : context.getService(reference);
        if (processor == null) {
            throw new IOException("Gogo is not installed");
        }
        if (!awake) {
            offerLanguage(processor);
            offerBundles();
            commands.own().forEach(this::offer);
            awake = true;
        }
        return processor;
    }

    private void offerLanguage(CommandProcessor processor) {
        offer(
                "gogo",
                new Posix(processor),
                "cat",
                "clear",
                "echo",
                "date",
                "grep",
                "head",
                "sleep",
                "sort",
                "tail",
                "wc");
        offer("gogo", new Procedural(), "each", "if", "not", "throw", "try", "until", "while");
    }

    /** How a word becomes a bundle: without it Gogo's stop, update and uninstall take none. */
    private void offerBundles() {
        var classes = new String[] {Bundle.class.getName(), ServiceReference.class.getName()};
        context.registerService(
                Converter.class,
                new Converters(context),
                new Hashtable<>(Map.of(Converter.CONVERTER_CLASSES, classes)));
    }

    private void wake() throws IOException {
        for (var bundle : context.getBundles()) {
            if (SLEEPERS.contains(bundle.getSymbolicName())) {
                try {
                    bundle.start(Bundle.START_TRANSIENT);
                } catch (BundleException e) {
                    throw new IOException("Gogo can't be started: " + e.getMessage(), e);
                }
            }
        }
    }

    private void offer(String scope, Object target, String... functions) {
        context.registerService(Object.class, target, properties(scope, functions));
    }

    private ServiceRegistration<Function> offer(ShellCommand command) {
        var name = command.name();
        int colon = name.indexOf(':');
        // Gogo's way of names with a colon: a scope and a function
        var scope =
                command instanceof ManagementShellCommand
                        ? QMP
                        : colon < 0 ? OURS : name.substring(0, colon);
        return context.registerService(
                Function.class,
                new GogoFunction(commands, name),
                properties(scope, name.substring(colon + 1)));
    }

    private static Dictionary<String, Object> properties(String scope, String... functions) {
        var properties = new Hashtable<String, Object>();
        properties.put(CommandProcessor.COMMAND_SCOPE, scope);
        properties.put(CommandProcessor.COMMAND_FUNCTION, functions);
        return properties;
    }

    /** Makes Gogo's list of QMP's commands what the platform has now. */
    void refresh() {
        lock.lock();
        try {
            var present = new HashMap<String, ShellCommand>();
            for (var command : commands.list()) {
                if (command instanceof ManagementShellCommand) {
                    present.put(command.name(), command);
                }
            }
            for (var name : List.copyOf(offered.keySet())) {
                if (!present.containsKey(name)) {
                    offered.remove(name).unregister();
                }
            }
            for (var command : new ArrayList<>(present.values())) {
                offered.computeIfAbsent(command.name(), name -> offer(command));
            }
        } finally {
            lock.unlock();
        }
    }
}
