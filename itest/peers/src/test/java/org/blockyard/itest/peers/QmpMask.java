package org.blockyard.itest.peers;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.blockyard.option.Json;

/**
 * What of two daemons' answers is not compared: times, sizes on disk, names that the daemons made
 * up (their order is), the folder, our own events, and what a test names.
 */
final class QmpMask {
    private static final Pattern MADE_UP = Pattern.compile("#block\\d+");

    private static final Set<Object> PAUSES = Set.of("running", "paused", "ready", "standby");

    private final Set<String> left = new HashSet<>(Set.of("timestamp"));
    private final Set<String> masked =
            new HashSet<>(Set.of("actual-size", "date-sec", "date-nsec"));
    private final Set<String> sorted = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final Map<Pattern, String> rewording = new HashMap<>();

    private boolean pauses = true;

    QmpMask() {}

    /**
     * Leaves members of these names out, wherever they are; of those that one peer does not know.
     */
    QmpMask without(String... members) {
        left.addAll(List.of(members));
        return this;
    }

    /** Hides the values of members of these names; that they are there is compared. */
    QmpMask hide(String... members) {
        masked.addAll(List.of(members));
        return this;
    }

    /** Compares of errors their class alone. */
    QmpMask hideSentences() {
        return hide("desc");
    }

    /** Compares lists of objects that have such members in the order of these. */
    QmpMask sort(String... members) {
        sorted.addAll(List.of(members));
        return this;
    }

    /** Does not show events of these names. */
    QmpMask silence(String... events) {
        silent.addAll(List.of(events));
        return this;
    }

    /**
     * Does not show that jobs rest and go on; a drained section makes them, in one daemon more
     * often than in the other.
     */
    QmpMask silencePauses() {
        pauses = false;
        return this;
    }

    /** Replaces what matches in all texts of both, where two versions of QEMU differ in words. */
    QmpMask reword(String pattern, String replacement) {
        rewording.put(Pattern.compile(pattern), replacement);
        return this;
    }

    /** Whether an event is compared. */
    boolean shows(Map<String, Object> event) {
        var name = String.valueOf(event.get("event"));
        boolean pause =
                name.equals("JOB_STATUS_CHANGE")
                        && event.get("data") instanceof Map<?, ?> data
                        && PAUSES.contains(data.get("status"));
        return !name.startsWith("X_BLOCKYARD_") && !silent.contains(name) && (pauses || !pause);
    }

    /** An answer as text, members in the order of their names. */
    String text(Map<String, Object> answer, Path folder) {
        return Json.write(new Reading(folder.toString()).of(answer));
    }

    /** One answer; names that were made up are counted as they come. */
    private final class Reading {
        private final String folder;
        private final Map<String, String> names = new HashMap<>();

        Reading(String folder) {
            this.folder = folder;
        }

        private Object of(Object tree) {
            return switch (tree) {
                case Map<?, ?> map -> {
                    var copy = new TreeMap<String, Object>();
                    map.forEach((key, value) -> member(key.toString(), value, copy));
                    yield copy;
                }
                case List<?> list ->
                        list.stream()
                                .sorted(Comparator.comparing(this::place))
                                .map(this::of)
                                .toList();
                case String text -> text(text);
                default -> tree;
            };
        }

        private String place(Object element) {
            return element instanceof Map<?, ?> map
                    ? sorted.stream()
                            .map(member -> String.valueOf(map.get(member)))
                            .map(text -> MADE_UP.matcher(text).replaceAll("#"))
                            .collect(Collectors.joining(" "))
                    : "";
        }

        private void member(String name, Object value, Map<String, Object> copy) {
            if (masked.contains(name)) {
                copy.put(name, "*");
            } else if (!left.contains(name)) {
                copy.put(name, of(value));
            }
        }

        private String text(String text) {
            var shown =
                    MADE_UP.matcher(text.replace(folder, "FOLDER"))
                            .replaceAll(
                                    made ->
                                            names.computeIfAbsent(
                                                    made.group(), _ -> "#node" + names.size()));
            for (var rule : rewording.entrySet()) {
                shown = rule.getKey().matcher(shown).replaceAll(rule.getValue());
            }
            return shown;
        }
    }
}
