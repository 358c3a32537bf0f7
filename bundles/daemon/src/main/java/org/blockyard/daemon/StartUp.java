package org.blockyard.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.Monitors;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.option.TypedTree;
import org.blockyard.platform.Platform;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PidFile;
import org.blockyard.posix.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the options of the command line, one after the other; most are management commands in
 * another dress.
 */
final class StartUp implements AutoCloseable {
    private static final String ORIGIN = "command line";
    private static final String NODE = "blockdev-add";

    private final Platform platform;
    private final List<GivenOption> all;
    private final Readiness readiness = new Readiness();
    private Optional<String> pidPath = Optional.empty();
    private @Nullable PidFile pidFile;
    private @Nullable Demo demo;
    private boolean shellChosen;

    StartUp(Platform platform, List<GivenOption> all) {
        this.platform = platform;
        this.all = all;
    }

    /** Carries out one option; an exit code if the program ends with it. */
    OptionalInt apply(GivenOption option) throws OptionException {
        try {
            return carryOut(option.name(), option.text());
        } catch (IOException e) {
            var failure = BlockException.of(e);
            var hint = failure.hint().map(advice -> " (" + advice + ")").orElse("");
            throw new OptionException(option, failure.sentence() + hint);
        }
    }

    private OptionalInt carryOut(String name, String text) throws IOException {
        switch (name) {
            case "blockdev" -> run(NODE, tree(text, "driver"));
            case "export" -> run("block-export-add", tree(text, "type"));
            case "nbd-server" -> startServer(text);
            case "object" -> {
                return object(text);
            }
            case "chardev" -> {
                return chardev(text);
            }
            case "config" -> openConfiguration(text);
            case "metrics" -> startMetrics(text);
            case "monitor" -> monitors().addMonitor(text, platform);
            case "pidfile" -> pidPath = Optional.of(text);
            case "shell-socket" -> openShell(Optional.of(text));
            case "demo" -> startDemo(Path.of(text));
            case "daemonize" -> readiness.leaveTerminal();
            case "trace" -> {
                return trace(text);
            }
            // the launcher told the framework, and the framework the bundle that deploys
            case "deploy" -> checkFolder(Path.of(text));
            case "deploy-trust", "deploy-trust-store", "state-dir" -> {}
            default ->
                    throw new BlockException(ErrorKind.UNSUPPORTED, "this option is not supported");
        }
        return OptionalInt.empty();
    }

    /** Whoever connects at once finds all that the command line exports. */
    private void startServer(String text) throws IOException {
        var options = wrapped(tree(text, ""));
        long exports = all.stream().filter(StartUp::isNbd).count();
        if (exports > 0) {
            options.putIfAbsent("x-blockyard-await-exports", exports);
        }
        run("nbd-server-start", options);
    }

    private static boolean isNbd(GivenOption option) {
        try {
            return option.name().equals("export")
                    && "nbd".equals(tree(option.text(), "type").get("type"));
        } catch (BlockException e) {
            return false; // its turn will come, and the program's end with it
        }
    }

    private void startMetrics(String text) throws IOException {
        if (type(MetricsAddress.COMMAND).isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "the bundle for metrics is not installed");
        }
        run(MetricsAddress.COMMAND, wrapped(MetricsAddress.options(text)));
    }

    private void openConfiguration(String folder) throws IOException {
        if (type(SavedConfiguration.COMMAND).isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "the bundle for the configuration is not installed");
        }
        var opened =
                platform.commands()
                        .run(SavedConfiguration.COMMAND, Map.of("folder", folder), ORIGIN);
        new SavedConfiguration(Path.of(folder), opened).complaints().forEach(System.err::println);
    }

    private static void checkFolder(Path folder) throws BlockException {
        if (!Files.isDirectory(folder)) {
            throw new BlockException(ErrorKind.NOT_FOUND, "'" + folder + "' is no folder");
        }
    }

    private void startDemo(Path folder) throws IOException {
        var started = new Demo(platform, monitors(), folder);
        started.start();
        shellChosen = true;
        demo = started;
    }

    private static Map<String, Object> tree(String text, String impliedKey) throws BlockException {
        if (!text.startsWith("{") && KeyValues.asksForHelp(text)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Help is not available for this option");
        }
        return KeyValues.parse(text, Optional.of(impliedKey).filter(key -> !key.isEmpty()));
    }

    private void run(String command, Map<String, Object> tree) throws IOException {
        platform.commands().run(command, typed(command, tree), ORIGIN);
    }

    /**
     * The values of text as the command's schema knows them; those of JSON have their types
     * already.
     */
    private Map<String, Object> typed(String command, Map<String, Object> tree)
            throws BlockException {
        var type = type(command);
        if (type.isEmpty()) {
            return tree;
        }
        var child = command.equals(NODE) ? type : type(NODE);
        return TypedTree.of(tree, type.get(), child.orElse(type.get()));
    }

    private Optional<OptionType> type(String command) {
        return platform.commands().find(command).map(found -> found.arguments(platform));
    }

    /** The address as the management command has it: {@code {type, data}}. */
    static Map<String, Object> wrapped(Map<String, Object> options) {
        var wrapped = new LinkedHashMap<>(options);
        if (options.get("addr") instanceof Map<?, ?> address && !address.containsKey("data")) {
            var data = new LinkedHashMap<Object, Object>(address);
            var type = data.remove("type");
            wrapped.put(
                    "addr",
                    type == null ? Map.of("data", data) : Map.of("type", type, "data", data));
        }
        return wrapped;
    }

    private OptionalInt object(String text) throws IOException {
        if (text.startsWith("{")) {
            platform.objects().add(KeyValues.parse(text, Optional.empty()), ReadMode.JSON);
        } else if (KeyValues.asksForHelp(text)) {
            System.out.print(new ObjectHelp(platform.objects().types()).answer(text));
            return OptionalInt.of(0);
        } else {
            platform.objects().add(KeyValues.parse(text, Optional.of("qom-type")), ReadMode.TEXT);
        }
        return OptionalInt.empty();
    }

    private OptionalInt chardev(String text) throws IOException {
        var help = monitors().chardevHelp(text);
        if (help.isPresent()) {
            System.out.print(help.get());
            return OptionalInt.of(text.startsWith("help") || text.startsWith("?") ? 0 : 1);
        }
        monitors().addChardev(text);
        return OptionalInt.empty();
    }

    private Monitors monitors() throws BlockException {
        for (var contribution : platform.contributions()) {
            if (contribution.is(Monitors.class)) {
                return contribution.as(Monitors.class);
            }
        }
        throw new BlockException(ErrorKind.UNSUPPORTED, "the bundle for monitors is not installed");
    }

    /**
     * There is nothing to trace yet: asking what there is gets a true answer, a pattern matches
     * nothing.
     */
    private static OptionalInt trace(String text) {
        if (text.equals("help") || text.equals("?")) {
            return OptionalInt.of(0);
        }
        System.err.println(
                "blockyard storage-daemon: warning: trace event '" + text + "' does not exist");
        return OptionalInt.empty();
    }

    private void openShell(Optional<String> path) throws IOException {
        shellChosen = true;
        if (path.filter("none"::equals).isPresent()) {
            return;
        }
        if (platform.commands().find(ShellSocket.COMMAND).isPresent()) {
            new ShellSocket(platform).open(path);
        } else if (path.isPresent()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "the bundle for the shell is not installed");
        }
    }

    /** Opens what is open by default, and writes the pid file if one is wanted. */
    void writePidFile() throws IOException {
        if (!shellChosen) {
            openShell(Optional.empty());
        }
        if (pidPath.isPresent()) {
            pidFile = pidFile(pidPath.get());
        }
    }

    private static PidFile pidFile(String path) throws BlockException {
        try {
            var absolute = Path.of(path).toAbsolutePath().toString();
            return PidFile.create(absolute, ProcessHandle.current().pid());
        } catch (PosixException e) {
            var why = e.errno() == ErrorNumber.EAGAIN ? "another process holds it" : e.words();
            throw new BlockException(
                    ErrorKind.IO, e.errno(), "cannot create PID file '" + path + "': " + why, e);
        }
    }

    /** Tells whoever waits that clients may connect. */
    void ready() throws IOException {
        if (demo != null) {
            System.out.print(demo.welcome());
            System.out.flush();
        }
        readiness.announce();
    }

    /** Tells the service manager that the end has begun. */
    void ending() {
        readiness.ending();
    }

    @Override
    public void close() {
        if (pidFile != null) {
            pidFile.close();
        }
    }
}
