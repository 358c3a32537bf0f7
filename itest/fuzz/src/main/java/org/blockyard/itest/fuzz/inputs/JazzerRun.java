package org.blockyard.itest.fuzz.inputs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;

/**
 * Runs Jazzer in a process of its own, with the flags of this one: it instruments the product's
 * classes as they are loaded and ends its process with the first finding.
 */
final class JazzerRun {
    private static final String PROGRAM = "com.code_intelligence.jazzer.Jazzer";
    private static final Pattern RUNS =
            Pattern.compile("stat::number_of_executed_units:\\s+(\\d+)");
    private static final Pattern COVERED = Pattern.compile("cov: (\\d+)");
    private static final Pattern SLOWEST = Pattern.compile(Guard.SLOWEST + "(\\d+)");

    /** Longer than {@link Guard} waits, which counts the time of processors. */
    private static final int LIMIT_SECONDS = 600;

    private static final String HEAP = "256m";

    private final Target target;
    private final Path folder;
    private final Settings settings;

    JazzerRun(Target target, Path folder, Settings settings) {
        this.target = target;
        this.folder = folder;
        this.settings = settings;
    }

    /** The folder of inputs that are kept: what did harm once, and what was meant to. */
    static Path known(Target target) {
        var root = Path.of(System.getProperty("root", "."));
        return root.resolve("itest/fuzz/inputs").resolve(target.name());
    }

    void run() throws IOException, InterruptedException {
        var log = folder.resolve("log");
        var builder = new ProcessBuilder(command()).directory(folder.toFile());
        var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        int status;
        try {
            status = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        var text = Files.readString(log);
        if (status != 0) {
            throw new Finding(
                    "Jazzer ended with " + status + "; its input is in the folder\n" + text);
        }
        System.out.printf(
                "%s inputs of Jazzer from seed %d, reaching %s places in the code: none did harm, the"
                        + " slowest took %s ms of the processors, instrumented%n",
                last(RUNS, text), settings.seed(), last(COVERED, text), last(SLOWEST, text));
    }

    private List<String> command() throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // it takes memory itself; and it attaches an agent to itself
        words.add("-Xmx" + HEAP);
        words.addAll(List.of("-XX:+EnableDynamicAgentLoading", "-Xshare:off"));
        words.add("-D" + Target.FOLDER + "=" + folder);
        target.properties().forEach((name, value) -> words.add("-D" + name + "=" + value));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), PROGRAM));
        words.add("--target_class=" + target.getClass().getName());
        words.add("--instrumentation_includes=org.blockyard.**");
        words.add("--instrumentation_excludes=org.blockyard.itest.**");
        words.add("--reproducer_path=" + folder);
        words.addAll(List.of("-artifact_prefix=" + folder + "/", "-print_final_stats=1"));
        words.addAll(List.of("-timeout=" + LIMIT_SECONDS, "-rss_limit_mb=2048"));
        words.add("-max_total_time=" + settings.seconds());
        words.add("-max_len=" + target.most());
        words.add("-seed=" + Math.max(1, settings.seed() & 0xffff_ffffL));
        words.add(corpus().toString());
        if (Files.isDirectory(known(target))) {
            words.add(known(target).toString());
        }
        return words;
    }

    /** The folder that begins with what is harmless and gets what reaches new code. */
    private Path corpus() throws IOException {
        var corpus =
                settings.corpus().isEmpty()
                        ? folder.resolve("corpus")
                        : Path.of(settings.corpus()).toAbsolutePath();
        Files.createDirectories(corpus);
        int number = 0;
        for (var beginning : target.beginnings()) {
            Files.write(corpus.resolve("harmless" + number++), beginning);
        }
        return corpus;
    }

    private static String last(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        var found = "?";
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return found;
    }
}
