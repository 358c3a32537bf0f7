package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockyard.cli.WholeSectors;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.tool.internal.Command.Arguments;
import org.blockyard.option.KeyValues;

/** The commands that change how the disk is open, or its length. */
final class Reopening {
    private static final String READ_ONLY = "read-only";

    private Reopening() {}

    static void reopen(Arguments a, CommandRunner r) throws IOException, CommandException {
        if (a.has('r') && a.has('w')) {
            throw CommandException.complaint("qemu-io: Only one -r/-w option may be given");
        }
        var changes = new HashMap<String, Object>();
        if (a.value('o').isPresent()) {
            changes.putAll(KeyValues.parse(a.value('o').get(), Optional.empty()));
        }
        if (a.has('r') || a.has('w')) {
            if (changes.containsKey(READ_ONLY)) {
                throw CommandException.complaint("qemu-io: Cannot set both -r/-w and 'read-only'");
            }
            changes.put(READ_ONLY, a.has('r'));
        }
        Optional<CacheMode> cache = Optional.empty();
        if (a.value('c').isPresent()) {
            cache = Optional.of(CacheMode.of(a.value('c').get()));
            if (changes.containsKey("cache")) {
                throw CommandException.complaint(
                        "qemu-io: Cannot set both -c and the cache options");
            }
            changes.put("cache", cache.get().options());
        }
        try {
            r.disk().reopen(changes, cache);
        } catch (IOException e) {
            throw CommandException.complaint("qemu-io: " + BlockException.of(e).sentence());
        }
    }

    static void truncate(Arguments a, CommandRunner r) throws IOException, CommandException {
        var mode = a.value('m').orElse("off");
        long length = a.size(0);
        for (var preallocation : Preallocation.values()) {
            if (preallocation.name().equals(mode.toUpperCase(Locale.ROOT))) {
                resize(r, length, preallocation);
                return;
            }
        }
        throw CommandException.complaint("qemu-io: Invalid preallocation mode '" + mode + "'");
    }

    private static void resize(CommandRunner r, long length, Preallocation preallocation)
            throws CommandException {
        try {
            WholeSectors.require(r.disk().user().node(), length);
            r.disk().resize(length, preallocation);
        } catch (IOException e) {
            throw CommandException.complaint("qemu-io: " + BlockException.of(e).sentence());
        }
    }

    /** A cache mode. */
    record CacheMode(boolean direct, boolean noFlush, boolean writethrough) {
        static CacheMode of(String mode) throws CommandException {
            return switch (mode) {
                case "none", "off" -> new CacheMode(true, false, false);
                case "writeback" -> new CacheMode(false, false, false);
                case "writethrough" -> new CacheMode(false, false, true);
                case "directsync" -> new CacheMode(true, false, true);
                case "unsafe" -> new CacheMode(false, true, false);
                default ->
                        throw CommandException.complaint("qemu-io: Invalid cache option: " + mode);
            };
        }

        Map<String, Object> options() {
            return Map.of("direct", direct, "no-flush", noFlush);
        }
    }
}
