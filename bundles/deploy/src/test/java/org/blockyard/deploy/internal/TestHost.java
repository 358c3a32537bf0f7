package org.blockyard.deploy.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.DriverInfo;
import org.blockyard.monitor.Events;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.Assertions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A framework with a deploy folder and a platform that only notes what it is told. */
final class TestHost implements AutoCloseable {
    private static final String API =
            "driver,export,graph,io,job,monitor,object,option,platform,swap";

    final Framework framework;
    final BundleContext context;
    final Activator activator = new Activator();

    /** The short names of events with the file's name, and calls of the graph. */
    final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    final List<String> reasons = new CopyOnWriteArrayList<>();
    final List<String> busyNodes = new CopyOnWriteArrayList<>();

    /** The nodes that the platform says to have: name, and version of the driver "toy". */
    final Map<String, String> nodes = new java.util.concurrent.ConcurrentHashMap<>();

    /** The versions that nodes refuse. */
    final List<String> refusing = new CopyOnWriteArrayList<>();

    /** The nodes that stay with their version. */
    final List<String> pinned = new CopyOnWriteArrayList<>();

    /** Whether the platform says that a swap is under way. */
    volatile boolean swapping;

    TestHost(Path storage, Path folder, String... properties) throws Exception {
        var packages = new StringBuilder();
        for (var name : API.split(",")) {
            packages.append(packages.isEmpty() ? "" : ",").append("org.blockyard.").append(name);
            packages.append(";version=1.0.0");
        }
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages.toString());
        settings.put("felix.log.level", "0");
        settings.put(Activator.FOLDERS, folder.toString());
        for (int i = 0; i < properties.length; i += 2) {
            settings.put(properties[i], properties[i + 1]);
        }
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(settings);
        framework.start();
        context = framework.getBundleContext();
    }

    TestHost start() throws Exception {
        activator.start(context);
        return this;
    }

    ServiceRegistration<Platform> offerPlatform() {
        var events =
                proxy(
                        Events.class,
                        (name, arguments) -> {
                            @SuppressWarnings("unchecked")
                            var data = (Map<String, Object>) arguments[1];
                            var file =
                                    data.containsKey("file")
                                            ? Path.of((String) data.get("file")).getFileName()
                                            : data.get("version") + " " + data.get("collected");
                            if (data.containsKey("reason")) {
                                reasons.add((String) data.get("reason"));
                            }
                            told.add(
                                    ((String) arguments[0]).replace("X_BLOCKYARD_BUNDLE_", "")
                                            + " "
                                            + file);
                            return null;
                        });
        var graph =
                proxy(
                        BlockGraph.class,
                        (name, arguments) -> {
                            if (name.equals("drivers")) {
                                return drivers();
                            }
                            if (busyNodes.contains(String.valueOf(arguments[0]))
                                    || name.equals("apply")) {
                                throw new org.blockyard.io.BlockException(
                                        org.blockyard.io.ErrorKind.BUSY, "Node is in use");
                            }
                            told.add(name + " " + arguments[0]);
                            return null;
                        });
        var swaps = new FakeSwaps(this);
        var platform =
                proxy(
                        Platform.class,
                        (name, arguments) ->
                                switch (name) {
                                    case "events" -> events;
                                    case "swaps" -> swaps;
                                    default -> graph;
                                });
        return context.registerService(Platform.class, platform, null);
    }

    /** A driver for each active bundle that announces one. */
    List<DriverInfo> drivers() {
        return java.util.Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .filter(bundle -> bundle.getHeaders().get("Blockyard-Provide") != null)
                .sorted((a, b) -> b.getVersion().compareTo(a.getVersion()))
                .map(
                        bundle ->
                                new DriverInfo(
                                        "toy",
                                        org.blockyard.driver.DriverKind.FORMAT,
                                        bundle.getSymbolicName(),
                                        bundle.getVersion().toString(),
                                        java.util.Set.of(),
                                        false,
                                        proxy(
                                                org.blockyard.driver.BlockDriver.class,
                                                (name, arguments) -> null)))
                .toList();
    }

    private interface Answer {
        Object to(String method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (p, method, arguments) ->
                                switch (method.getName()) {
                                    case "hashCode" -> System.identityHashCode(p);
                                    case "equals" -> p == arguments[0];
                                    case "toString" -> type.getSimpleName();
                                    default -> answer.to(method.getName(), arguments);
                                }));
    }

    void expect(String... wanted) throws InterruptedException {
        for (var line : wanted) {
            Assertions.assertEquals(line, told.poll(60, TimeUnit.SECONDS));
        }
    }

    /** Name, version and state of all deployed bundles. */
    List<String> bundles() {
        return java.util.Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .map(
                        bundle ->
                                bundle.getSymbolicName()
                                        + " "
                                        + bundle.getVersion()
                                        + (bundle.getState() == Bundle.ACTIVE ? "" : " not active"))
                .sorted()
                .toList();
    }

    @Override
    public void close() throws Exception {
        activator.stop(context);
        framework.stop();
        framework.waitForStop(10_000);
    }
}
