package org.blockyard.img.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * {@code img commit}: writes what an image and those between hold into a backing image, then
 * empties it.
 */
final class Commit implements Subcommand {
    private static final Flag BASE =
            new Flag(
                    'b', "base", "BASE_IMG", "write into that image of the chain (implies --drop)");
    private static final Flag DROP = new Flag('d', "drop", "", "do not empty the image afterwards");

    /** Others may change what lies below: that is what is done here. */
    private static final Set<Permission> ALL = Set.of(Permission.values());

    @Override
    public String name() {
        return "commit";
    }

    @Override
    public String purpose() {
        return "Commit image to its backing file";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.PROGRESS,
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                Flags.CACHE,
                BASE,
                DROP,
                Flags.RATE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        long rate = Numbers.rate(line.value(Flags.RATE));
        boolean drop = line.has(DROP) || line.has(BASE);
        var cache = CacheMode.of(line.value(Flags.CACHE).orElse("writeback"), "");
        var progress = ProgressLine.of(line, session.out(), name());
        var top = session.images().open(Images.subject(name, line).cache(cache).discard());
        var base = base(top, name, line.value(BASE));
        var topUser = session.images().attach(top, Set.of(Permission.CONSISTENT_READ), ALL);
        makeWritable(session, base);
        var baseUser =
                session.images()
                        .attach(
                                base,
                                Set.of(
                                        Permission.CONSISTENT_READ,
                                        Permission.WRITE,
                                        Permission.RESIZE),
                                ALL);
        if (base.length() < top.length()) {
            baseUser.resize(top.length(), Preallocation.OFF, false);
        }
        try (var from = topUser.openLane();
                var into = baseUser.openLane()) {
            var plan = CopyPlan.aboveBase(top, base, rate);
            new Copy(List.of(from), into, plan, session, progress).run();
            into.flush();
        }
        if (!drop) {
            empty(session, top, name);
        }
        progress.end();
        if (!line.has(Flags.QUIET)) {
            session.out().println("Image committed.");
        }
        return 0;
    }

    private static BlockNode base(BlockNode top, String name, Optional<String> wanted)
            throws BlockException {
        var below = top.child("backing");
        if (wanted.isEmpty()) {
            return below.orElseThrow(() -> Numbers.wrong("Image does not have a backing file"));
        }
        for (; below.isPresent(); below = below.get().child("backing")) {
            var file = below.get().fileName();
            if (file.equals(wanted.get()) || FileIdentity.same(file, wanted.get(), name)) {
                return below.get();
            }
        }
        throw new BlockException(
                ErrorKind.NOT_FOUND,
                "Did not find '" + wanted.get() + "' in the backing chain of '" + name + "'");
    }

    private static void makeWritable(Session session, BlockNode base) throws IOException {
        var definition = new HashMap<>(base.definition());
        definition.put("node-name", base.name());
        definition.put("read-only", false);
        definition.put("auto-read-only", false);
        session.platform().graph().apply(List.of(new GraphChange.Reopen(definition)));
    }

    /** An image that can't be emptied keeps what is in the backing file as well now. */
    private static void empty(Session session, BlockNode top, String name) throws IOException {
        if (!top.has(Emptying.class)) {
            return;
        }
        var user =
                session.images()
                        .attach(top, Set.of(Permission.CONSISTENT_READ, Permission.WRITE), ALL);
        try {
            user.node()
                    .with(
                            Emptying.class,
                            device -> {
                                device.makeEmpty();
                                return device;
                            });
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Could not empty " + name + ": ");
        }
    }
}
