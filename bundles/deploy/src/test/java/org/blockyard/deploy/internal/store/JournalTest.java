package org.blockyard.deploy.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir Path dir;

    private static Entry entry(Action action, String version) {
        return new Entry(
                Instant.parse("2026-11-21T12:00:00Z"),
                action,
                "toy",
                version,
                "digest-" + version,
                "/deploy/toy \"quoted\".jar",
                Origin.FOLDER,
                "folder, file of root",
                action == Action.REFUSED ? "because" : "");
    }

    @Test
    void everyEntryIsReadAgainAsItWasWritten() throws Exception {
        var written = new ArrayList<Entry>();
        try (var journal = Journal.open(dir.resolve("journal"))) {
            for (var action : Action.values()) {
                written.add(entry(action, "1.0.0"));
                journal.add(written.getLast());
            }
        }
        try (var journal = Journal.open(dir.resolve("journal"))) {
            assertEquals(written, journal.entries());
        }
    }

    @Test
    void aJournalCutOffAnywhereKeepsAllWholeLinesAndGoesOn() throws Exception {
        var file = dir.resolve("journal");
        try (var journal = Journal.open(file)) {
            journal.add(entry(Action.DEPLOYED, "1.0.0"));
            journal.add(entry(Action.RETIRED, "1.0.0"));
        }
        var whole = Files.readAllBytes(file);
        int first = new String(whole).indexOf('\n') + 1;
        for (int length = first; length < whole.length; length += 61) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            try (var journal = Journal.open(file)) {
                assertEquals(1, journal.entries().size());
                journal.add(entry(Action.DEPLOYED, "2.0.0"));
            }
            try (var journal = Journal.open(file)) {
                assertEquals("2.0.0", journal.entries().getLast().version());
                assertEquals(2, journal.entries().size());
            }
        }
    }

    @Test
    void aLineThatSaysNothingIsPassedOver() throws Exception {
        var file = dir.resolve("journal");
        Files.writeString(
                file, "nonsense\n{\"action\": 7}\n" + entry(Action.DEPLOYED, "1").line() + "\n");
        try (var journal = Journal.open(file)) {
            assertEquals(1, journal.entries().size());
        }
    }

    @Test
    void aLongJournalIsShortenedWithoutLosingWhatIsAtWork() throws Exception {
        var file = dir.resolve("journal");
        var text = new StringBuilder(entry(Action.DEPLOYED, "1.0.0").line()).append('\n');
        for (int i = 0; i < 10_500; i++) {
            text.append(entry(Action.REFUSED, "9." + i).line()).append('\n');
        }
        Files.writeString(file, text);
        try (var journal = Journal.open(file)) {
            journal.shorten(new Ledger(journal.entries()).foundation());
            journal.add(entry(Action.DEPLOYED, "2.0.0"));
        }
        try (var journal = Journal.open(file)) {
            assertEquals(5_002, journal.entries().size());
            assertEquals(2, new Ledger(journal.entries()).active().size());
        }
    }

    @Test
    void threeOldVersionsOfABundleAreWorthKeeping() {
        var ledger = new Ledger(List.of());
        for (int i = 1; i <= 5; i++) {
            ledger.note(entry(Action.DEPLOYED, i + ".0.0"));
            ledger.note(entry(Action.RETIRED, i + ".0.0"));
        }
        ledger.note(entry(Action.DEPLOYED, "6.0.0"));
        ledger.note(entry(Action.ROLLED_BACK, "7.0.0"));
        assertEquals(
                Set.of("digest-3.0.0", "digest-4.0.0", "digest-5.0.0", "digest-6.0.0"),
                ledger.worthKeeping());
        assertTrue(ledger.rolledBack("digest-7.0.0"));
        ledger.note(entry(Action.DEPLOYED, "7.0.0"));
        assertFalse(ledger.rolledBack("digest-7.0.0"));
    }

    @Test
    void aHalfCopyHasNoNameAndAnAlteredJarIsNotLent() throws Exception {
        var folder = dir.resolve("jars");
        var store = new JarStore(folder);
        var file = Files.writeString(dir.resolve("a.jar"), "content");
        var staged = store.stage(file);
        assertFalse(store.isWhole(staged.digest()));
        // a crash: the next start knows nothing of it
        assertEquals(0, count(new JarStore(folder), folder));
        staged = store.stage(file);
        store.keep(staged);
        assertTrue(store.isWhole(staged.digest()));
        Files.writeString(store.path(staged.digest()), "x", StandardOpenOption.APPEND);
        var undone = new ArrayList<String>();
        var digest = staged.digest();
        assertThrows(
                BlockException.class,
                () ->
                        store.<String, IOException>read(
                                digest, in -> new String(in.readAllBytes()), undone::add));
        assertEquals(List.of("contentx"), undone);
    }

    private static long count(JarStore store, Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aFolderIsForOneProcessAndItsOwnerAlone() throws Exception {
        var folder = dir.resolve("state");
        try (var state = StateFolder.open(folder)) {
            assertEquals(
                    PosixFilePermissions.fromString("rwx------"),
                    Files.getPosixFilePermissions(folder));
            var locked = assertThrows(BlockException.class, () -> StateFolder.open(folder));
            assertEquals(ErrorKind.LOCKED, locked.kind());
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        var denied = assertThrows(BlockException.class, () -> StateFolder.open(folder));
        assertEquals(ErrorKind.DENIED, denied.kind());
    }

    @Test
    void theNodesOfOneDriverAreReplacedWholeAndReadAgain() throws Exception {
        var file = dir.resolve("split");
        var split = NodeVersions.read(file);
        split.replace("toy", java.util.Map.of("a", "1.0.0", "b", "1.1.0"));
        split.replace("other", java.util.Map.of("c", "2.0.0"));
        assertEquals(false, split.replace("other", java.util.Map.of("c", "2.0.0")));
        split = NodeVersions.read(file);
        assertEquals(Optional.of("1.1.0"), split.of("b", "toy"));
        assertEquals(List.of("a"), split.nodes(List.of("toy"), "1.0.0"));
        split.replace("toy", java.util.Map.of());
        split = NodeVersions.read(file);
        assertEquals(Optional.empty(), split.of("a", "toy"));
        assertEquals(Optional.of("2.0.0"), split.of("c", "other"));
    }

    @Test
    void pinsAreReadAgainAndOneOfAnotherDriverDoesNotCount() throws Exception {
        var file = dir.resolve("pins");
        var pins = NodeVersions.read(file);
        assertTrue(pins.put("disk", "toy", Optional.of("1.0.0")));
        assertFalse(pins.put("disk", "toy", Optional.of("1.0.0")));
        assertFalse(pins.put("other", "", Optional.empty()));
        pins = NodeVersions.read(file);
        assertEquals(Optional.of("1.0.0"), pins.of("disk", "toy"));
        assertEquals(Optional.empty(), pins.of("disk", "raw"));
        assertEquals(List.of("disk"), pins.nodes(List.of("toy"), "1.0.0"));
        assertTrue(pins.put("disk", "", Optional.empty()));
        assertEquals(Optional.empty(), NodeVersions.read(file).of("disk", "toy"));
    }
}
