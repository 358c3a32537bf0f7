package org.blockyard.deploy.internal.bundle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Looks for what keeps the classes of a bundle alive: threads that run them or have their loader,
 * management beans, Java's own registries; and counts their objects. Thread-locals and the hooks of
 * the machine's end can't be seen. A heap dump would tell more, at a price that a server does not
 * pay.
 */
final class Holders {
    private static final int MOST = 20;

    private Holders() {}

    /** What was found, as sentences; one that says so if nothing was found. */
    static List<String> of(LoaderWatch watch) {
        var found = new TreeSet<String>();
        threads(watch, found);
        stacks(watch, found);
        beans(watch, found);
        JavaRegistries.look(watch, found);
        LiveObjects.look(watch, found);
        if (found.isEmpty()) {
            found.add("nothing that could be seen: a heap dump shows who holds " + watch.name());
        }
        return found.stream().limit(MOST).toList();
    }

    private static void threads(LoaderWatch watch, TreeSet<String> found) {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (watch.is(thread.getContextClassLoader())) {
                found.add("thread '" + thread.getName() + "' has its class loader");
            }
            if (watch.is(thread.getClass().getClassLoader())) {
                found.add("thread '" + thread.getName() + "' is of a class of its");
            }
        }
    }

    /** Java's own dump, which knows virtual threads too. */
    private static void stacks(LoaderWatch watch, TreeSet<String> found) {
        try {
            var folder = Files.createTempDirectory("blockyard-threads-");
            var dump = folder.resolve("dump");
            try {
                dump(dump);
                var thread = "";
                for (var line : Files.readAllLines(dump)) {
                    if (line.startsWith("#")) {
                        thread = line;
                    } else if (watch.knows(className(line))) {
                        found.add(
                                "thread "
                                        + name(thread)
                                        + " runs "
                                        + className(line)
                                        + " of this or another version");
                    }
                }
            } finally {
                Files.deleteIfExists(dump);
                Files.deleteIfExists(folder);
            }
        } catch (IOException | JMException | RuntimeException e) {
            found.add("threads can't be looked at: " + e.getMessage());
        }
    }

    private static void dump(Path file) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "dumpThreads",
                        new Object[] {file.toString(), "TEXT_PLAIN"},
                        new String[] {String.class.getName(), String.class.getName()});
    }

    /** A line such as {@code app//com.example.Foo.run(Foo.java:12)}. */
    private static String className(String line) {
        int bracket = line.indexOf('(');
        int method = bracket < 0 ? -1 : line.lastIndexOf('.', bracket);
        if (method < 0) {
            return "";
        }
        var name = line.substring(0, method);
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(' ')) + 1);
    }

    /** A line such as {@code #22 "name" virtual}. */
    private static String name(String line) {
        int open = line.indexOf('"');
        int close = line.lastIndexOf('"');
        return open < 0 || close <= open + 1 ? line : "'" + line.substring(open + 1, close) + "'";
    }

    private static void beans(LoaderWatch watch, TreeSet<String> found) {
        var server = ManagementFactory.getPlatformMBeanServer();
        for (var name : new ArrayList<>(server.queryNames(null, null))) {
            try {
                if (watch.is(server.getClassLoaderFor(name))) {
                    found.add("management bean " + name);
                }
            } catch (InstanceNotFoundException e) {
                // gone meanwhile
            }
        }
    }
}
