package org.blockyard.driver.tck.internal;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The open files and the threads of this process, virtual ones too. */
public final class Footprint {
    /** The option of Java under which nothing is held softly for long. */
    public static final String NO_SOFT_REFERENCES = "-XX:SoftRefLRUPolicyMSPerMB=0";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Pattern THREAD = Pattern.compile("(?m)^#\\d+ ");

    private final List<String> files;

    private Footprint(List<String> files) {
        this.files = files;
    }

    /** Whether this process runs with {@link #NO_SOFT_REFERENCES}. */
    public static boolean softReferencesEnd() {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("SoftRefLRUPolicyMSPerMB")
                .getValue()
                .equals("0");
    }

    /** What there is now. */
    public static Footprint now() throws IOException {
        return new Footprint(openFiles());
    }

    /** Whether no file was opened since, and no thread runs code of a driver. */
    public boolean nothingSince() throws IOException {
        return filesSince().isEmpty() && threadsOfDriver().isEmpty();
    }

    /** What there is too much. */
    public String since() {
        try {
            return "open files " + filesSince() + ", threads " + threadsOfDriver();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> filesSince() throws IOException {
        var more = new ArrayList<>(openFiles());
        files.forEach(more::remove);
        return more;
    }

    /** Names of files, and of nothing else: the runtime opens pipes and the like as it sees fit. */
    private static List<String> openFiles() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return List.of();
        }
        var names = new ArrayList<String>();
        try (var open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (var descriptor : open) {
                try {
                    names.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException goneMeanwhile) {
                    continue;
                }
            }
        }
        names.removeIf(
                name -> !name.startsWith("/") || name.startsWith("/proc/") || ofRuntime(name));
        return names;
    }

    private static boolean ofRuntime(String name) {
        return name.endsWith(".jar") || name.contains("/lib/") || name.equals("/dev/urandom");
    }

    /** The stacks of threads that run code of a driver under test. */
    private static List<String> threadsOfDriver() throws IOException {
        var folder = Files.createTempDirectory("driver-tck");
        var dump = folder.resolve("threads");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Pattern.compile("(?m)^$")
                    .splitAsStream(Files.readString(dump))
                    .map(String::strip)
                    .filter(stack -> THREAD.matcher(stack).find() && ofDriver(stack))
                    .toList();
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(folder);
        }
    }

    /** Whether a stack has a frame of a class that was loaded as the driver. */
    private static boolean ofDriver(String stack) {
        return stack.contains(DriverLoader.NAME + "//");
    }
}
