package org.blockyard.io.tool.internal;

import java.util.List;
import org.blockyard.io.tool.internal.Command.Action;
import org.blockyard.io.tool.internal.Command.Count;

/** All commands. */
final class Commands {
    private static final Count NONE = Count.NONE;
    private static final Count TWO = Count.exactly(2);
    private static final Count MANY = Count.atLeast(2);

    private static final List<Command> ALL =
            List.of(
                    plain("abort", "", NONE, "", "ends the tool as a crash would", Signals::abort),
                    plain(
                            "aio_flush",
                            "",
                            NONE,
                            "",
                            "completes all outstanding aio requests",
                            (a, r) -> r.awaitBackground()),
                    command(
                            "aio_read",
                            "",
                            "CiP:qrv",
                            MANY,
                            "[-Ciqrv] [-P pattern] off len [len..]",
                            "asynchronously reads a number of bytes",
                            Background::read),
                    command(
                            "aio_write",
                            "",
                            "CfiP:qruz",
                            MANY,
                            "[-Cfiqruz] [-P pattern] off len [len..]",
                            "asynchronously writes a number of bytes",
                            Background::write),
                    plain(
                            "alloc",
                            "a",
                            new Count(1, 2),
                            "offset [count]",
                            "checks if offset is allocated in the file",
                            Inspecting::alloc),
                    plain(
                            "break",
                            "",
                            TWO,
                            "event tag",
                            "sets a breakpoint on event and tags the stopped request as tag",
                            (a, r) -> Signals.noBreakpoints("Could not set breakpoint")),
                    plain(
                            "close",
                            "c",
                            NONE,
                            "",
                            "close the current open file",
                            (a, r) -> r.disk().close()),
                    command(
                            "discard",
                            "d",
                            "Cq",
                            TWO,
                            "[-Cq] off len",
                            "discards a number of bytes at a specified offset",
                            Transfer::discard),
                    plain(
                            "flush",
                            "f",
                            NONE,
                            "",
                            "flush all in-core file state to disk",
                            (a, r) -> r.disk().lane().flush()),
                    plain(
                            "help",
                            "?",
                            new Count(0, 1),
                            "[command]",
                            "help for one or all commands",
                            (a, r) -> r.help(a.operands())),
                    plain(
                            "info",
                            "i",
                            NONE,
                            "",
                            "prints information about the current file",
                            Inspecting::info),
                    plain(
                            "length",
                            "l",
                            NONE,
                            "",
                            "gets the length of the current file",
                            (a, r) -> r.out().println(Figures.size(r.disk().lane().length()))),
                    plain(
                            "map",
                            "",
                            NONE,
                            " ",
                            "prints the allocated areas of a file",
                            Inspecting::map),
                    new Command(
                            "open",
                            "o",
                            Flags.ofOpen(),
                            Count.atLeast(1),
                            new Count(0, 1),
                            "[-rsCnkU] [-t cache] [-d discard] [-o options] [path]",
                            "open the file specified by path",
                            (a, r) -> r.disk().open(a.line())),
                    plain(
                            "quit",
                            "q",
                            Count.ANY,
                            "",
                            "exit the program",
                            (a, r) -> r.requestQuit()),
                    command(
                            "read",
                            "r",
                            "bCl:pP:qrs:v",
                            TWO,
                            "[-abCqrv] [-P pattern [-s off] [-l len]] off len",
                            "reads a number of bytes at a specified offset",
                            Transfer::read),
                    command(
                            "readv",
                            "",
                            "CP:qrv",
                            MANY,
                            "[-Cqrv] [-P pattern] off len [len..]",
                            "reads a number of bytes at a specified offset",
                            Transfer::read),
                    plain(
                            "remove_break",
                            "",
                            Count.exactly(1),
                            "tag",
                            "remove a breakpoint by tag",
                            (a, r) ->
                                    Signals.noBreakpoints(
                                            "Could not remove breakpoint " + a.operand(0))),
                    new Command(
                            "reopen",
                            "",
                            Flags.ofLetters("c:o:rw"),
                            Count.ANY,
                            NONE,
                            "[(-r|-w)] [-c cache] [-o options]",
                            "reopens an image with new options",
                            Reopening::reopen),
                    plain(
                            "resume",
                            "",
                            Count.exactly(1),
                            "tag",
                            "resumes the request tagged as tag",
                            (a, r) -> Signals.noBreakpoints("Could not resume request")),
                    plain(
                            "sigraise",
                            "",
                            Count.exactly(1),
                            "signal",
                            "raises a signal",
                            Signals::raise),
                    plain(
                            "sleep",
                            "",
                            Count.exactly(1),
                            "",
                            "waits for the given value in milliseconds",
                            Signals::pause),
                    new Command(
                            "truncate",
                            "t",
                            Flags.ofLetters("m:"),
                            new Count(1, 3),
                            Count.exactly(1),
                            "[-m prealloc_mode] off",
                            "truncates the current file at the given offset",
                            Reopening::truncate),
                    plain(
                            "wait_break",
                            "",
                            Count.exactly(1),
                            "tag",
                            "waits for the suspension of a request",
                            (a, r) -> Signals.noBreakpoints("Could not wait for a request")),
                    command(
                            "write",
                            "w",
                            "bcCfnpP:qrs:uz",
                            TWO,
                            "[-bcCfnqruz] [-P pattern | -s source_file] off len",
                            "writes a number of bytes at a specified offset",
                            Transfer::write),
                    command(
                            "writev",
                            "",
                            "CfP:qr",
                            MANY,
                            "[-Cfqr] [-P pattern] off len [len..]",
                            "writes a number of bytes at a specified offset",
                            Transfer::write),
                    plain(
                            "zone_append",
                            "zap",
                            new Count(3, 4),
                            "offset len [len..]",
                            "append write a number of bytes at a specified offset",
                            (a, r) -> Signals.noZones(a, "zone append failed")),
                    zones("zone_close", "zc", "offset len", "close a range of zones", "close"),
                    zones("zone_finish", "zf", "offset len", "finish a range of zones", "finish"),
                    zones("zone_open", "zo", "offset len", "open a range of zones", "open"),
                    zones("zone_report", "zrp", "offset number", "report on zones", "report"),
                    zones("zone_reset", "zrs", "offset len", "reset a range of zones", "reset"));

    private Commands() {}

    private static Command plain(
            String name,
            String shortName,
            Count words,
            String usage,
            String purpose,
            Action action) {
        return new Command(name, shortName, List.of(), words, Count.ANY, usage, purpose, action);
    }

    private static Command command(
            String name,
            String shortName,
            String letters,
            Count operands,
            String usage,
            String purpose,
            Action action) {
        return new Command(
                name,
                shortName,
                Flags.ofLetters(letters),
                Count.atLeast(2),
                operands,
                usage,
                purpose,
                action);
    }

    private static Command zones(
            String name, String shortName, String usage, String purpose, String verb) {
        return plain(
                name,
                shortName,
                TWO,
                usage,
                purpose,
                (a, r) -> Signals.noZones(a, "zone " + verb + " failed"));
    }

    static List<Command> all() {
        return ALL;
    }
}
