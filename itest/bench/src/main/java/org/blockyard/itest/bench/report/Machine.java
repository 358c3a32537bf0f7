package org.blockyard.itest.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What there is to say about the machine, since figures mean nothing without it. */
public final class Machine {
    private Machine() {}

    /** Processor, cores, load, kernel and Java. */
    public static String describe() throws IOException {
        return "machine: %d cores (%s), load %s, Linux %s, Java %s"
                .formatted(cores(), processor(), load(), kernel(), Runtime.version());
    }

    /** The same by names. */
    public static Map<String, Object> json() throws IOException {
        var all = new LinkedHashMap<String, Object>();
        all.put("cores", cores());
        all.put("processor", processor());
        all.put("load", load());
        all.put("kernel", kernel());
        all.put("java", Runtime.version().toString());
        return all;
    }

    /** The load averages of the last 1, 5 and 15 minutes. */
    public static String load() throws IOException {
        var words = Files.readString(Path.of("/proc/loadavg")).split(" ");
        return words[0] + " " + words[1] + " " + words[2];
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String kernel() {
        return System.getProperty("os.version");
    }

    private static String processor() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "unknown processor";
    }
}
