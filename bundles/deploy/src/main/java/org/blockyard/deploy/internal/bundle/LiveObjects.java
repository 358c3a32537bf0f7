package org.blockyard.deploy.internal.bundle;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Which classes of a bundle have objects alive, by the virtual machine's own count: it does not say
 * who holds them, but what to look for.
 */
final class LiveObjects {
    /** A line such as {@code 12: 34 5678 com.example.Foo (module@1)}. */
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+([\\w.$]+)");

    private static final int MOST = 5;

    private LiveObjects() {}

    /** Adds a sentence for each of the classes with the most objects. */
    static void look(LoaderWatch watch, Set<String> found) {
        try {
            var lines = LINE.matcher(histogram());
            for (int named = 0; named < MOST && lines.find(); ) {
                if (watch.knows(lines.group(2))) {
                    found.add(
                            lines.group(1)
                                    + " live objects of "
                                    + lines.group(2)
                                    + " of this or another version");
                    named++;
                }
            }
        } catch (JMException | RuntimeException e) {
            found.add("live objects can't be counted: " + e.getMessage());
        }
    }

    private static String histogram() throws JMException {
        return String.valueOf(
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()}));
    }
}
