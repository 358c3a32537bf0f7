package org.blockyard.nbd.internal;

import java.io.IOException;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.SnapshotChoice;
import org.blockyard.cli.UsageException;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Reads the options, and refuses each one that is wrong by itself when it is read: of several
 * faults the first is told of, as by qemu-nbd.
 */
final class Options {
    private boolean cacheSeen;
    private boolean aioSeen;
    private boolean discardSeen;
    private boolean unmap;

    private Options() {}

    /**
     * Reads a command line; up to {@code --help} or {@code --version}, if they are there.
     *
     * @throws UsageException if it is none of this tool
     * @throws BlockException if an option's value is wrong
     */
    static CommandLine read(List<String> words) throws UsageException, IOException {
        return CommandLine.parse(Flags.tool(), words, new Options()::take);
    }

    private boolean take(CommandLine.Given option) throws IOException {
        var flag = option.flag();
        var value = option.value();
        if (flag.is(Flag.HELP) || flag.is(Flags.VERSION)) {
            return false;
        } else if (flag.is(Flags.NOCACHE) || flag.is(Flags.CACHE)) {
            cache(flag.is(Flags.NOCACHE) ? "none" : value);
        } else if (flag.is(Flags.AIO)) {
            aio(value);
        } else if (flag.is(Flags.DISCARD)) {
            discard(value);
        } else if (flag.is(Flags.DETECT_ZEROES)) {
            detectZeroes(value);
        } else if (flag.is(Flags.OFFSET)) {
            offset(value);
        } else if (flag.is(Flags.SHARED)) {
            atMostInt(value, "shared device number");
        } else if (flag.is(Flags.HANDSHAKE_LIMIT)) {
            atMostInt(value, "handshake limit");
        } else if (flag.is(Flags.SOCKET)) {
            require(value.startsWith("/"), "socket path must be absolute");
        } else if (flag.is(Flags.LOAD_SNAPSHOT)) {
            snapshot(value);
        }
        return true;
    }

    private void cache(String mode) throws BlockException {
        require(!cacheSeen, "-n and --cache can only be specified once");
        cacheSeen = true;
        require(Caching.find(mode).isPresent(), "Invalid cache mode `" + mode + "'");
    }

    private void aio(String mode) throws BlockException {
        require(!aioSeen, "--aio can only be specified once");
        aioSeen = true;
        require(
                List.of("threads", "native", "io_uring").contains(mode),
                "Invalid aio mode '" + mode + "'");
    }

    private void discard(String mode) throws BlockException {
        require(!discardSeen, "--discard can only be specified once");
        discardSeen = true;
        require(
                List.of("ignore", "off", "unmap", "on").contains(mode),
                "Invalid discard mode `" + mode + "'");
        unmap = isUnmap(mode);
    }

    /** Whether that discard mode lets discards through. */
    static boolean isUnmap(String mode) {
        return mode.equals("unmap") || mode.equals("on");
    }

    private void detectZeroes(String mode) throws BlockException {
        require(
                List.of("off", "on", "unmap").contains(mode),
                "Failed to parse detect_zeroes mode: invalid parameter value: " + mode);
        require(
                unmap || !mode.equals("unmap"),
                "setting detect-zeroes to unmap is not allowed without setting discard operation"
                        + " to unmap");
    }

    private static void offset(String text) throws BlockException {
        require(CNumber.of(text).isPresent(), "Invalid offset '" + text + "'");
    }

    private static void atMostInt(String text, String what) throws BlockException {
        var number = CNumber.of(text);
        require(
                number.isPresent()
                        && number.getAsLong() >= 0
                        && number.getAsLong() <= Integer.MAX_VALUE,
                "Invalid " + what + " '" + text + "'");
    }

    private static void snapshot(String choice) throws BlockException {
        try {
            SnapshotChoice.check(choice);
        } catch (BlockException e) {
            throw e.hint("qemu-nbd: Failed in parsing snapshot param `" + choice + "'");
        }
    }

    private static void require(boolean condition, String complaint) throws BlockException {
        if (!condition) {
            throw wrong(complaint);
        }
    }

    /** A complaint of the command line. */
    static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    /** The complaint of operands. */
    static BlockException wrongOperands() {
        return wrong("Invalid number of arguments")
                .hint("Try `qemu-nbd --help' for more information.");
    }

    /** The number that an option was given, which is known to be one. */
    static long number(CommandLine line, Flag flag, long byDefault) {
        var text = line.value(flag);
        return text.isEmpty() ? byDefault : CNumber.of(text.get()).orElse(byDefault);
    }
}
