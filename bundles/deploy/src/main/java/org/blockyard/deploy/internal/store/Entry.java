package org.blockyard.deploy.internal.store;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.option.Json;

/**
 * One line of the journal.
 *
 * @param time when
 * @param action what was done
 * @param bundle the symbolic name; empty if it is not known
 * @param version the version; empty if it is not known
 * @param digest the SHA-256 digest of the jar; empty if it is not known
 * @param file where the jar came from
 * @param origin by which way
 * @param who on whose behalf
 * @param reason why, where there is something to say
 */
public record Entry(
        Instant time,
        Action action,
        String bundle,
        String version,
        String digest,
        String file,
        Origin origin,
        String who,
        String reason) {
    /** The members by name, as text. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("time", time.toString());
        tree.put("action", action.word());
        tree.put("name", bundle);
        tree.put("version", version);
        tree.put("digest", digest);
        tree.put("file", file);
        tree.put("origin", origin.word());
        tree.put("who", who);
        if (!reason.isEmpty()) {
            tree.put("reason", reason);
        }
        return tree;
    }

    String line() {
        return Json.write(tree());
    }

    /** The entry that a line holds, if it holds one. */
    static Optional<Entry> of(String line) {
        try {
            if (!(Json.parse(line) instanceof Map<?, ?> tree)) {
                return Optional.empty();
            }
            var time = Instant.parse(text(tree, "time"));
            return Action.of(text(tree, "action")).map(action -> of(time, action, tree));
        } catch (BlockException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Entry of(Instant time, Action action, Map<?, ?> tree) {
        return new Entry(
                time,
                action,
                text(tree, "name"),
                text(tree, "version"),
                text(tree, "digest"),
                text(tree, "file"),
                Origin.of(text(tree, "origin")),
                text(tree, "who"),
                text(tree, "reason"));
    }

    private static String text(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof String text ? text : "";
    }
}
