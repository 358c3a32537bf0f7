package org.blockyard.itest.peers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Few rows of choices in which any two choices that go together meet at least once. */
final class Pairwise {
    private static final int POOL = 4000;

    private Pairwise() {}

    /** Two choices of different axes. */
    private record Pair(String axis, String choice, String otherAxis, String otherChoice) {}

    /**
     * The rows, the same for the same seed.
     *
     * @param axes what there is to choose, by axis
     * @param possible whether a row's choices go together
     */
    static List<Map<String, String>> rows(
            Map<String, List<String>> axes, Predicate<Map<String, String>> possible, long seed) {
        var random = new Random(seed);
        var pool = new ArrayList<Row>();
        Set<Pair> missing = new HashSet<>();
        for (int i = 0; i < POOL; i++) {
            var row = new LinkedHashMap<String, String>();
            axes.forEach((axis, all) -> row.put(axis, all.get(random.nextInt(all.size()))));
            if (possible.test(row)) {
                pool.add(new Row(row, pairs(row)));
                missing.addAll(pool.getLast().pairs());
            }
        }
        var rows = new ArrayList<Map<String, String>>();
        while (!missing.isEmpty()) {
            var best = pool.getFirst();
            int most = 0;
            for (var row : pool) {
                int gained = row.gained(missing);
                if (gained > most) {
                    best = row;
                    most = gained;
                }
            }
            rows.add(best.choices());
            missing.removeAll(best.pairs());
        }
        return rows;
    }

    /** A row and the pairs that meet in it. */
    private record Row(Map<String, String> choices, Set<Pair> pairs) {
        int gained(Set<Pair> missing) {
            int gained = 0;
            for (var pair : pairs) {
                if (missing.contains(pair)) {
                    gained++;
                }
            }
            return gained;
        }
    }

    private static Set<Pair> pairs(Map<String, String> row) {
        var choices = List.copyOf(row.entrySet());
        var pairs = new HashSet<Pair>();
        for (int i = 0; i < choices.size(); i++) {
            for (int j = i + 1; j < choices.size(); j++) {
                var a = choices.get(i);
                var b = choices.get(j);
                pairs.add(new Pair(a.getKey(), a.getValue(), b.getKey(), b.getValue()));
            }
        }
        return pairs;
    }
}
