package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.option.Json;

/**
 * {@code img check}: 0 clean, 1 could not check, 2 corruptions, 3 leaks only, 63 the format has no
 * check.
 */
final class Check implements Subcommand {
    private static final int CORRUPT = 2;
    private static final int LEAKS = 3;
    private static final int UNSUPPORTED = 63;

    private static final Flag REPAIR = new Flag('r', "repair", "leaks|all", "repair what is named");

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String purpose() {
        return "Check basic image integrity";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                Flags.READ_CACHE,
                Flags.FORCE_SHARE,
                Flags.OUTPUT,
                REPAIR,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var repair = repair(line);
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        boolean json = OutputForm.json(line);
        var wanted =
                Images.subject(name, line)
                        .metadataOnly()
                        .cache(
                                CacheMode.of(
                                        line.value(Flags.READ_CACHE).orElse("writeback"),
                                        "source "));
        var node =
                session.images().open(repair == Checkable.Repair.NONE ? wanted.readOnly() : wanted);
        if (!node.has(Checkable.class)) {
            throw new StatusException(UNSUPPORTED, "This image format does not support checks");
        }
        var user =
                repair == Checkable.Repair.NONE
                        ? session.images().reader(node)
                        : session.images().writer(node);
        boolean quiet = line.has(Flags.QUIET);
        var result =
                user.node()
                        .with(
                                Checkable.class,
                                c -> c.check(repair, session.err()::println, Progress.NONE));
        if (json) {
            session.out().println(Json.writePretty(tree(node, name, result)));
        } else if (!quiet) {
            human(session.out(), result);
        }
        return status(result);
    }

    private static Checkable.Repair repair(CommandLine line) throws UsageException {
        var what = line.value(REPAIR);
        if (what.isEmpty()) {
            return Checkable.Repair.NONE;
        }
        return switch (what.get()) {
            case "leaks" -> Checkable.Repair.LEAKS;
            case "all" -> Checkable.Repair.ALL;
            default ->
                    throw Usage.wrong(
                            line,
                            "--repair (-r) expects 'leaks' or 'all' not '" + what.get() + "'");
        };
    }

    private static int status(CheckResult result) {
        if (result.checkErrors() > 0) {
            return 1;
        }
        if (result.corruptions() > 0) {
            return CORRUPT;
        }
        return result.leaks() > 0 ? LEAKS : 0;
    }

    private static void human(PrintStream out, CheckResult r) {
        if (r.corruptionsFixed() > 0 || r.leaksFixed() > 0) {
            out.printf(
                    Locale.ROOT,
                    "The following inconsistencies were found and repaired:%n%n    %d leaked"
                            + " clusters%n    %d corruptions%n%nDouble checking the fixed image"
                            + " now...%n",
                    r.leaksFixed(),
                    r.corruptionsFixed());
        }
        if (r.corruptions() == 0 && r.leaks() == 0 && r.checkErrors() == 0) {
            out.println("No errors were found on the image.");
        }
        if (r.corruptions() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%n%d errors were found on the image.%nData may be corrupted, or further writes"
                            + " to the image may corrupt it.%n",
                    r.corruptions());
        }
        if (r.leaks() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%n%d leaked clusters were found on the image.%nThis means waste of disk space,"
                            + " but no harm to data.%n",
                    r.leaks());
        }
        if (r.checkErrors() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%n%d internal errors have occurred during the check.%n",
                    r.checkErrors());
        }
        if (r.totalClusters().orElse(0) > 0 && r.allocatedClusters().orElse(0) > 0) {
            clusters(out, r);
        }
        r.imageEndOffset().ifPresent(end -> out.println("Image end offset: " + end));
    }

    private static void clusters(PrintStream out, CheckResult r) {
        long allocated = r.allocatedClusters().orElse(0);
        long total = r.totalClusters().orElse(1);
        out.println(
                allocated
                        + "/"
                        + total
                        + " = "
                        + Numbers.percent(allocated, total)
                        + "% allocated, "
                        + Numbers.percent(r.fragmentedClusters().orElse(0), allocated)
                        + "% fragmented, "
                        + Numbers.percent(r.compressedClusters().orElse(0), allocated)
                        + "% compressed clusters");
    }

    private static LinkedHashMap<String, Object> tree(BlockNode node, String name, CheckResult r) {
        var tree = new LinkedHashMap<String, Object>();
        put(tree, "image-end-offset", r.imageEndOffset());
        putIfSome(tree, "compressed-clusters", r.compressedClusters().orElse(0));
        put(tree, "total-clusters", r.totalClusters());
        putIfSome(tree, "corruptions", r.corruptions());
        tree.put("check-errors", r.checkErrors());
        putIfSome(tree, "leaks", r.leaks());
        putIfSome(tree, "leaks-fixed", r.leaksFixed());
        putIfSome(tree, "corruptions-fixed", r.corruptionsFixed());
        putIfSome(tree, "allocated-clusters", r.allocatedClusters().orElse(0));
        tree.put("filename", name);
        tree.put("format", node.driver());
        putIfSome(tree, "fragmented-clusters", r.fragmentedClusters().orElse(0));
        return tree;
    }

    private static void put(LinkedHashMap<String, Object> tree, String key, OptionalLong value) {
        value.ifPresent(v -> tree.put(key, v));
    }

    private static void putIfSome(LinkedHashMap<String, Object> tree, String key, long value) {
        if (value != 0) {
            tree.put(key, value);
        }
    }
}
