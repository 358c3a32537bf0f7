package org.blockyard.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The framework with the product's bundles. It registers two things for them: the command line (a
 * {@link List} of {@link Map.Entry}, option and text, with the property {@value #COMMAND_LINE}),
 * and it calls the {@link Callable} with the property {@value #PROGRAM}, whose result is the exit
 * code.
 */
final class BundleHost implements AutoCloseable {
    /** Marks the service that is the command line. */
    static final String COMMAND_LINE = "blockyard.command-line";

    /** Marks the service that is the program to run. */
    static final String PROGRAM = "blockyard.program";

    /**
     * Gogo wakes up with the first shell: it is started by the shell's bundle, or it would take
     * hold of the terminal.
     */
    private static final String SLEEPERS = "org.apache.felix.gogo.";

    private final Framework framework;
    private final StateFolder state;

    private BundleHost(Framework framework, StateFolder state) {
        this.framework = framework;
        this.state = state;
    }

    /** Starts the framework with all jars of a folder. */
    static BundleHost start(Path folder, CommandLine commandLine)
            throws IOException, BundleException {
        var jars = jars(folder);
        var state = StateFolder.create();
        var framework =
                new FrameworkFactory().newFramework(configuration(state.path(), commandLine));
        var host = new BundleHost(framework, state);
        try {
            framework.start();
            host.offer(commandLine);
            host.startAll(host.installAll(jars));
            return host;
        } catch (BundleException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static Map<String, Object> configuration(Path storage, CommandLine commandLine) {
        var configuration = new HashMap<String, Object>();
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES, SystemPackages.list());
        configuration.put("felix.resolver.parallelism", "1");
        configuration.put("felix.service.urlhandlers", "false");
        configuration.put("felix.log.logger", new StderrLogger());
        configuration.put("felix.log.level", "2");
        var folders = commandLine.all("deploy");
        if (!folders.isEmpty()) {
            configuration.put("blockyard.deploy", String.join(File.pathSeparator, folders));
        }
        put(configuration, "blockyard.deploy.trust", commandLine.all("deploy-trust"));
        put(configuration, "blockyard.deploy.trust-store", commandLine.all("deploy-trust-store"));
        put(configuration, "blockyard.deploy.state", commandLine.all("state-dir"));
        return Map.copyOf(configuration);
    }

    /** Of an option given more than once the last counts. */
    private static void put(
            Map<String, Object> configuration, String property, List<String> texts) {
        if (!texts.isEmpty()) {
            configuration.put(property, texts.getLast());
        }
    }

    private void offer(CommandLine commandLine) {
        var options = new ArrayList<Map.Entry<String, String>>();
        for (var given : commandLine.options()) {
            options.add(Map.entry(given.name(), given.text()));
        }
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(COMMAND_LINE, true);
        framework.getBundleContext().registerService(List.class, List.copyOf(options), properties);
    }

    private List<Bundle> installAll(List<Path> jars) throws BundleException {
        var bundles = new ArrayList<Bundle>();
        for (var jar : jars) {
            // by reference: nothing is copied
            bundles.add(
                    framework
                            .getBundleContext()
                            .installBundle("reference:" + jar.toAbsolutePath().toUri()));
        }
        return bundles;
    }

    private void startAll(List<Bundle> bundles) throws BundleException {
        // all at once: one by one would cost a run of the resolver each
        framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
        for (var bundle : bundles) {
            if (bundle.getState() == Bundle.UNINSTALLED) {
                // one that was started before it knows a version that is to take its place
                continue;
            }
            var revision = bundle.adapt(BundleRevision.class);
            boolean fragment = (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
            if (!fragment && !bundle.getSymbolicName().startsWith(SLEEPERS)) {
                bundle.start(Bundle.START_TRANSIENT);
            }
        }
    }

    /** Runs the program that a bundle offers, to its end. */
    int runProgram() throws BundleException {
        var context = framework.getBundleContext();
        try {
            var found = context.getServiceReferences(Callable.class, "(" + PROGRAM + "=*)");
            var reference =
                    found.stream()
                            .findFirst()
                            .orElseThrow(
                                    () -> new BundleException("no bundle offers a program to run"));
            return (Integer) context.getService(reference).call();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (BundleException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new BundleException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Stops the framework and forgets its state. */
    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(10_000);
        } catch (BundleException e) {
            System.err.println("blockyard: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state.delete();
        }
    }
}
