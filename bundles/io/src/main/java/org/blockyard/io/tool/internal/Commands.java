package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.tool.internal.Command.Arguments;

/** All commands. */
final class Commands {
    private static final int MANY = Integer.MAX_VALUE;

    private static final List<Command> ALL =
            List.of(
                    new Command(
                            "aio_flush",
                            "",
                            "",
                            0,
                            0,
                            "",
                            "completes all outstanding aio requests",
                            (a, r) -> r.awaitBackground()),
                    new Command(
                            "aio_read",
                            "",
                            "CiP:qrv",
                            2,
                            MANY,
                            "[-Ciqrv] [-P pattern] off len [len..]",
                            "asynchronously reads a number of bytes",
                            (a, r) -> r.start(() -> Transfer.read(a, r), "aio_read")),
                    new Command(
                            "aio_write",
                            "",
                            "CfiP:quzr",
                            2,
                            MANY,
                            "[-Cfiqruz] [-P pattern] off len [len..]",
                            "asynchronously writes a number of bytes",
                            (a, r) -> r.start(() -> Transfer.write(a, r), "aio_write")),
                    new Command(
                            "alloc",
                            "a",
                            "",
                            1,
                            2,
                            "offset [count]",
                            "checks if offset is allocated in the file",
                            Commands::alloc),
                    new Command(
                            "close",
                            "c",
                            "",
                            0,
                            0,
                            "",
                            "close the current open file",
                            (a, r) -> r.disk().close()),
                    new Command(
                            "discard",
                            "d",
                            "Cq",
                            2,
                            2,
                            "[-Cq] off len",
                            "discards a number of bytes at a specified offset",
                            Transfer::discard),
                    new Command(
                            "flush",
                            "f",
                            "",
                            0,
                            0,
                            "",
                            "flush all in-core file state to disk",
                            (a, r) -> r.disk().lane().flush()),
                    new Command(
                            "help",
                            "?",
                            "",
                            0,
                            1,
                            "[command]",
                            "help for one or all commands",
                            (a, r) -> r.help(a.operands())),
                    new Command(
                            "info",
                            "i",
                            "",
                            0,
                            0,
                            "",
                            "prints information about the current file",
                            Commands::info),
                    new Command(
                            "length",
                            "l",
                            "",
                            0,
                            0,
                            "",
                            "gets the length of the current file",
                            (a, r) -> r.out().println(Figures.size(r.disk().lane().length()))),
                    new Command(
                            "map",
                            "",
                            "",
                            0,
                            0,
                            "",
                            "prints the allocated areas of a file",
                            Commands::map),
                    new Command(
                            "open",
                            "o",
                            "rsCnkUt:d:o:i:m",
                            0,
                            1,
                            "[-rnkU] [-t cache] [-d discard] [-o options] [path]",
                            "open the file specified by path",
                            Commands::open),
                    new Command(
                            "quit",
                            "q",
                            "",
                            0,
                            0,
                            "",
                            "exit the program",
                            (a, r) -> r.requestQuit()),
                    new Command(
                            "read",
                            "r",
                            "abCl:pP:qrs:v",
                            2,
                            MANY,
                            "[-abCqrv] [-P pattern [-s off] [-l len]] off len",
                            "reads a number of bytes at a specified offset",
                            Transfer::read),
                    new Command(
                            "readv",
                            "",
                            "CP:qrv",
                            2,
                            MANY,
                            "[-Cqrv] [-P pattern] off len [len..]",
                            "reads a number of bytes at a specified offset",
                            Transfer::read),
                    new Command(
                            "reopen",
                            "",
                            "rwc:o:",
                            0,
                            0,
                            "[(-r|-w)]",
                            "reopens an image with new options",
                            Commands::reopen),
                    new Command(
                            "sleep",
                            "",
                            "",
                            1,
                            1,
                            "",
                            "waits for the given value in milliseconds",
                            Commands::pause),
                    new Command(
                            "truncate",
                            "t",
                            "m:",
                            1,
                            1,
                            "[-m prealloc_mode] off",
                            "truncates the current file at the given offset",
                            Commands::truncate),
                    new Command(
                            "write",
                            "w",
                            "bcCfnpP:qruzs:",
                            2,
                            MANY,
                            "[-bcCfnqruz] [-P pattern | -s source_file] off len",
                            "writes a number of bytes at a specified offset",
                            Transfer::write),
                    new Command(
                            "writev",
                            "",
                            "CfqrP:",
                            2,
                            MANY,
                            "[-Cfqr] [-P pattern] off len [len..]",
                            "writes a number of bytes at a specified offset",
                            Transfer::write));

    private Commands() {}

    static List<Command> all() {
        return ALL;
    }

    private static void alloc(Arguments a, CommandRunner r) throws IOException, CommandException {
        long offset = a.size(0);
        long asked = a.operands().size() > 1 ? a.size(1) : 512;
        var lane = r.disk().lane();
        if (offset < 0 || asked < 0) {
            throw new CommandException("offset and count must not be negative");
        }
        long count = Math.clamp(lane.length() - offset, 0, asked);
        long allocated = 0;
        for (long at = offset; at < offset + count; ) {
            var extent = lane.chainStatus(at, offset + count - at, Optional.empty());
            allocated += allocated(extent) ? extent.length() : 0;
            at += extent.length();
        }
        r.out()
                .printf(
                        Locale.ROOT,
                        "%d/%d bytes allocated at offset %s%n",
                        allocated,
                        count,
                        Figures.size(offset));
    }

    private static boolean allocated(ChainExtent extent) {
        return extent.present() && extent.depth() == 0;
    }

    private static void map(Arguments a, CommandRunner r) throws IOException, CommandException {
        var lane = r.disk().lane();
        long end = lane.length();
        if (end == 0) {
            throw new CommandException("no data in the file");
        }
        long from = 0;
        Optional<Boolean> current = Optional.empty();
        for (long at = 0; at < end; ) {
            var extent = lane.chainStatus(at, end - at, Optional.empty());
            boolean allocated = allocated(extent);
            if (current.isPresent() && current.get() != allocated) {
                mapLine(r, from, at, current.get());
                from = at;
            }
            current = Optional.of(allocated);
            at += extent.length();
        }
        mapLine(r, from, end, current.orElse(false));
    }

    private static void mapLine(CommandRunner r, long from, long to, boolean allocated) {
        r.out()
                .printf(
                        Locale.ROOT,
                        "%s (0x%x) bytes %s allocated at offset %s (0x%x)%n",
                        Figures.size(to - from),
                        to - from,
                        allocated ? "   " : "not",
                        Figures.size(from),
                        from);
    }

    private static void info(Arguments a, CommandRunner r) throws IOException, CommandException {
        var node = r.disk().user().node();
        var description = node.describe();
        r.out().println("format name: " + node.driver());
        description
                .clusterSize()
                .ifPresent(size -> r.out().println("cluster size: " + Figures.size(size)));
        if (!description.specific().isEmpty()) {
            r.out().println("Format specific information:");
            members(r, "    ", description.specific());
        }
    }

    private static void members(CommandRunner r, String indent, Map<?, ?> members) {
        members.forEach(
                (key, value) -> {
                    var name = key.toString().replace('-', ' ');
                    if (value instanceof Map<?, ?> below) {
                        r.out().println(indent + name + ":");
                        members(r, indent + "    ", below);
                    } else {
                        r.out().println(indent + name + ": " + value);
                    }
                });
    }

    private static void open(Arguments a, CommandRunner r) throws IOException, CommandException {
        var words = new java.util.ArrayList<String>();
        a.options()
                .forEach(
                        (letter, value) -> {
                            words.add("-" + letter);
                            if (!value.isEmpty()) {
                                words.add(value);
                            }
                        });
        words.addAll(a.operands());
        r.disk().open(Invocation.parse(words));
    }

    private static void reopen(Arguments a, CommandRunner r) throws IOException, CommandException {
        if (a.has('r') && a.has('w')) {
            throw new CommandException("Only one -r/-c/-w option may be given");
        }
        r.disk()
                .reopen(
                        a.has('r')
                                ? Optional.of(true)
                                : a.has('w') ? Optional.of(false) : Optional.empty());
    }

    private static void pause(Arguments a, CommandRunner r) throws IOException, CommandException {
        try {
            // the command's purpose is to wait
            Thread.sleep(Long.parseLong(a.operand(0)));
        } catch (NumberFormatException e) {
            throw new CommandException(a.operand(0) + " is not a number of milliseconds");
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static void truncate(Arguments a, CommandRunner r)
            throws IOException, CommandException {
        var mode = a.value('m').orElse("off").toUpperCase(Locale.ROOT);
        for (var preallocation : Preallocation.values()) {
            if (preallocation.name().equals(mode)) {
                r.disk().user().resize(a.size(0), preallocation, false);
                return;
            }
        }
        throw CommandException.complaint(
                "qemu-io: Invalid preallocation mode '" + a.value('m').orElse("") + "'");
    }
}
