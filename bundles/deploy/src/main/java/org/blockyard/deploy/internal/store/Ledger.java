package org.blockyard.deploy.internal.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows from the journal: how each version of each bundle stands. */
public final class Ledger {
    private static final int OLD_VERSIONS = 3;

    private record Key(String bundle, String version) {}

    // in the order of the last change
    private final Map<Key, Standing> standings = new LinkedHashMap<>();
    private final Set<String> rolledBack = new HashSet<>();

    /** The ledger after these entries. */
    public Ledger(List<Entry> entries) {
        entries.forEach(this::note);
    }

    /** Takes an entry into account. */
    public void note(Entry entry) {
        switch (entry.action()) {
            case DEPLOYED, UPDATED -> {
                rolledBack.remove(entry.digest());
                put(entry);
            }
            case RETIRED, REMOVED -> put(entry);
            case ROLLED_BACK -> rolledBack.add(entry.digest());
            case REFUSED -> {}
        }
    }

    private void put(Entry entry) {
        var key = new Key(entry.bundle(), entry.version());
        standings.remove(key);
        standings.put(key, new Standing(entry));
    }

    /** How a version stands, if it was ever deployed. */
    public Optional<Standing> find(String bundle, String version) {
        return Optional.ofNullable(standings.get(new Key(bundle, version)));
    }

    /** All versions, those changed last at the end. */
    public List<Standing> all() {
        return List.copyOf(standings.values());
    }

    /** The versions that are to be at work. */
    public List<Standing> active() {
        return standings.values().stream().filter(Standing::active).toList();
    }

    /** Whether a jar was tried and taken out again, and not deployed since. */
    public boolean rolledBack(String digest) {
        return rolledBack.contains(digest);
    }

    /** The digests of jars worth keeping: what is at work, and some older versions of each. */
    public Set<String> worthKeeping() {
        var old = new HashMap<String, Integer>();
        var kept = new HashSet<String>();
        for (var standing : new ArrayList<>(standings.values()).reversed()) {
            if (standing.active()
                    || old.merge(standing.bundle(), 1, Integer::sum) <= OLD_VERSIONS) {
                kept.add(standing.digest());
            }
        }
        return kept;
    }

    /** The entries without which it would be another. */
    public Set<Entry> foundation() {
        return standings.values().stream().map(Standing::last).collect(Collectors.toSet());
    }
}
