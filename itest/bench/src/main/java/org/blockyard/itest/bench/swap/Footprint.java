package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.util.regex.Pattern;
import org.blockyard.itest.kit.JavaProcess;

/**
 * What a Java process holds at a moment, as its {@code jcmd} and {@code /proc} tell it.
 *
 * @param bundleLoaders class loaders of bundles, after a collection
 * @param classes loaded classes
 * @param heapKib live objects
 * @param metaspaceKib what classes take
 * @param threads operating system threads
 * @param descriptors open files and sockets
 */
public record Footprint(
        int bundleLoaders,
        long classes,
        long heapKib,
        long metaspaceKib,
        int threads,
        int descriptors) {
    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern LOADER = Pattern.compile("BundleWiringImpl\\$BundleClassLoader");
    // loaders, then classes, then bytes in chunks and in blocks
    private static final Pattern TOTAL =
            Pattern.compile("Total = \\d+\\s+(\\d+)\\s+\\d+\\s+(\\d+)");

    /** Looks at a process; that has it collect its garbage first. */
    public static Footprint of(long pid) throws IOException, InterruptedException {
        var java = new JavaProcess(pid);
        // the first only finds the class loaders unused, references to them go with it
        java.command("GC.run");
        java.command("GC.run");
        var loaders = java.command("VM.classloader_stats");
        var heap = java.command("GC.heap_info");
        return new Footprint(
                (int) LOADER.matcher(loaders).results().count(),
                sum(TOTAL, 1, loaders),
                sum(HEAP, 1, heap),
                sum(TOTAL, 2, loaders) / 1024,
                java.threads(),
                java.descriptors());
    }

    private static long sum(Pattern pattern, int group, String text) {
        return pattern.matcher(text).results().mapToLong(m -> Long.parseLong(m.group(group))).sum();
    }
}
