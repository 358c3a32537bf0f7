package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.util.regex.Pattern;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.kit.JavaProcess;

/**
 * What a daemon holds at a moment, as it is: nothing is collected for the sake of looking.
 *
 * @param rss resident memory in MiB
 * @param anonymous the part of it that no file backs, in MiB
 * @param heap used heap in MiB, garbage included
 * @param old the part of it that has survived collections, in MiB
 * @param metaspace what classes take, in KiB
 * @param threads operating system threads
 * @param descriptors open files and sockets
 */
record Sample(
        double rss,
        double anonymous,
        double heap,
        double old,
        double metaspace,
        int threads,
        int descriptors) {
    private static final Pattern YOUNG = Pattern.compile("DefNew\\s+total \\d+K, used (\\d+)K");
    private static final Pattern OLD = Pattern.compile("Tenured\\s+total \\d+K, used (\\d+)K");
    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");
    private static final double KIB_PER_MIB = 1024;

    /** Looks at a process. */
    static Sample of(long pid) throws IOException, InterruptedException {
        var java = new JavaProcess(pid);
        var heap = java.command("GC.heap_info");
        double old = kib(OLD, heap);
        return new Sample(
                Usage.kibibytes(pid, "VmRSS") / KIB_PER_MIB,
                Usage.kibibytes(pid, "RssAnon") / KIB_PER_MIB,
                (kib(YOUNG, heap) + old) / KIB_PER_MIB,
                old / KIB_PER_MIB,
                kib(METASPACE, java.command("VM.metaspace")),
                java.threads(),
                java.descriptors());
    }

    private static double kib(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
