package org.blockyard.img.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Snapshotting;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** {@code img snapshot}: lists, makes, applies and deletes snapshots inside an image. */
final class Snapshots implements Subcommand {
    private static final Flag LIST = new Flag('l', "list", "", "list the snapshots (default)");
    private static final Flag CREATE =
            new Flag('c', "create", "SNAPSHOT", "keep what is there now");
    private static final Flag APPLY = new Flag('a', "apply", "SNAPSHOT", "go back to a snapshot");
    private static final Flag DELETE = new Flag('d', "delete", "SNAPSHOT", "forget a snapshot");
    private static final List<Flag> ACTIONS = List.of(LIST, CREATE, APPLY, DELETE);

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public String purpose() {
        return "List or manipulate snapshots within image";
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
                Flags.FORCE_SHARE,
                LIST,
                CREATE,
                APPLY,
                DELETE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var given = new ArrayList<CommandLine.Given>();
        for (var one : line.given()) {
            if (ACTIONS.contains(one.flag())) {
                given.add(one);
            }
        }
        if (given.size() > 1) {
            throw Usage.wrong(line, "Cannot mix '-l', '-a', '-c', '-d'");
        }
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        if (given.isEmpty() || given.getFirst().flag().is(LIST)) {
            return list(name, line, session);
        }
        var node = session.images().open(Images.subject(name, line));
        var user = session.images().writer(node);
        change(user.node(), given.getFirst());
        return 0;
    }

    private static int list(String name, CommandLine line, Session session) throws IOException {
        var node = session.images().open(Images.subject(name, line).readOnly().metadataOnly());
        var snapshots = node.describe().snapshots();
        if (!snapshots.isEmpty()) {
            session.out().println("Snapshot list:");
            session.out().println(HumanReport.snapshotHeader());
            snapshots.forEach(s -> session.out().println(HumanReport.snapshotLine(s)));
        }
        return 0;
    }

    private static void change(BlockNode node, CommandLine.Given action) throws IOException {
        var name = action.value();
        var verb = action.flag().name();
        if (!node.has(Snapshotting.class)) {
            throw failed(verb, name, unsupported(verb));
        }
        try {
            node.with(
                    Snapshotting.class,
                    device -> {
                        switch (verb) {
                            case "create" -> device.createSnapshot(name, Instant.now());
                            case "apply" -> device.applySnapshot(name);
                            default -> delete(device, name);
                        }
                        return verb;
                    });
        } catch (IOException e) {
            throw failed(verb, name, told(verb, BlockException.of(e)));
        }
    }

    /** By name only: an id that happens to be another's name must not delete the wrong one. */
    private static void delete(Snapshotting device, String name) throws IOException {
        if (device.snapshots().stream().noneMatch(s -> s.name().equals(name))) {
            throw new BlockException(ErrorKind.NOT_FOUND, "snapshot not found");
        }
        device.deleteSnapshot(name);
    }

    private static BlockException failed(String verb, String name, BlockException why) {
        return why.prefix("Could not " + verb + " snapshot '" + name + "': ");
    }

    /** A snapshot that is not there is told in the words that scripts know. */
    private static BlockException told(String verb, BlockException e) {
        if (e.kind() != ErrorKind.NOT_FOUND) {
            return e;
        }
        return new BlockException(
                ErrorKind.NOT_FOUND,
                verb.equals("apply")
                        ? "Failed to load snapshot: No such file or directory"
                        : "snapshot not found",
                e);
    }

    private static BlockException unsupported(String verb) {
        return new BlockException(
                verb.equals("delete") ? ErrorKind.NOT_FOUND : ErrorKind.UNSUPPORTED,
                switch (verb) {
                    case "create" -> "Operation not supported";
                    case "apply" -> "Block driver does not support snapshots";
                    default -> "snapshot not found";
                });
    }
}
