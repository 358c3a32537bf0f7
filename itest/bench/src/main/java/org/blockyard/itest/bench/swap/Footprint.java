package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

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
        // the first only finds the class loaders unused, references to them go with it
        jcmd(pid, "GC.run");
        jcmd(pid, "GC.run");
        var loaders = jcmd(pid, "VM.classloader_stats");
        var heap = jcmd(pid, "GC.heap_info");
        return new Footprint(
                (int) LOADER.matcher(loaders).results().count(),
                sum(TOTAL, 1, loaders),
                sum(HEAP, 1, heap),
                sum(TOTAL, 2, loaders) / 1024,
                count(pid, "task"),
                count(pid, "fd"));
    }

    private static long sum(Pattern pattern, int group, String text) {
        return pattern.matcher(text).results().mapToLong(m -> Long.parseLong(m.group(group))).sum();
    }

    private static int count(long pid, String what) throws IOException {
        try (var all = Files.newDirectoryStream(Path.of("/proc/" + pid + "/" + what))) {
            int count = 0;
            for (var one : all) {
                count += one.getNameCount() > 0 ? 1 : 0;
            }
            return count;
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process =
                new ProcessBuilder(program, Long.toString(pid), command)
                        .redirectErrorStream(true)
                        .start();
        try (var out = process.inputReader()) {
            var text = out.readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException("jcmd " + command + ": " + text);
            }
            return text;
        }
    }
}
