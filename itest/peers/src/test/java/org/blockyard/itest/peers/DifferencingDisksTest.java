package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.formats.Reader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Disks that hold what differs from their parents, made by the specifications alone or by us, are
 * read and written by us, and read by libvhdi. QEMU knows no parents of either format.
 */
class DifferencingDisksTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String SCRIPT = "hyper_v_disks.py";

    @TempDir Path folder;

    @BeforeEach
    void requirePeers() throws IOException, InterruptedException {
        Tool.requires(PYTHON, "qemu-img");
        Tool.requires(Reader.LIBVHDI.missing().isEmpty() ? PYTHON : "python3-libvhdi");
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private Tool.Result img(String line) {
        return Side.OURS.run("img", words(line));
    }

    private void io(String image, String format, String... commands) {
        var words = new ArrayList<>(List.of("-f", format));
        for (var command : commands) {
            words.addAll(List.of("-c", command));
        }
        words.add(path(image).toString());
        Side.OURS.run("io", words).ok();
    }

    private List<String> words(String line) {
        return List.of(line.replace("@", folder + "/").split(" "));
    }

    private void make(String kind, int sector) throws IOException {
        try (var script = getClass().getResourceAsStream(SCRIPT)) {
            Files.copy(script, path(SCRIPT));
        }
        Tool.run(PYTHON, path(SCRIPT).toString(), folder.toString(), kind, "" + sector).ok();
    }

    private void requireReadByLibrary(String raw, String image, String... parents) {
        var below = List.of(parents).stream().map(this::path).toArray(Path[]::new);
        var command = Reader.LIBVHDI.command(path(image), path("copy"), below);
        Tool.run(command.toArray(String[]::new)).ok();
        assertSame(raw);
    }

    private void assertSame(String raw) {
        try {
            assertEquals(-1, Files.mismatch(path(raw), path("copy")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The library takes the bits of a VHD's byte for one, so its pieces have eight sectors. */
    @ParameterizedTest
    @CsvSource({"vhdx, vhdx, 512", "vhdx, vhdx, 4096", "vhd, vpc, 4096"})
    void whatTheSpecificationsSayIsReadAndWritten(String kind, String format, int sector)
            throws IOException {
        make(kind, sector);
        for (var name : List.of("base", "child")) {
            img("compare -f %s -F raw @%s.%s @%s.raw".formatted(format, name, kind, name)).ok();
        }
        requireReadByLibrary("base.raw", "base." + kind);
        requireReadByLibrary("child.raw", "child." + kind, "base." + kind);
        String[] changes = {
            "write -P 1 40k 4k",
            "write -P 2 2044k 1032k",
            "write -P 3 3200k 8k",
            "write -z 4100k 80k"
        };
        for (var name : List.of("child." + kind, "child.raw")) {
            io(name, name.endsWith("raw") ? "raw" : format, changes);
        }
        img("compare -f %s -F raw @child.%s @child.raw".formatted(format, kind)).ok();
        requireReadByLibrary("child.raw", "child." + kind, "base." + kind);
        requireReadByLibrary("base.raw", "base." + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vhdx", "vpc"})
    void aChainOfOursIsReadByTheLibrary(String format) {
        img("create -q -f " + format + " @base 20M").ok();
        io("base", format, "write -P 1 0 12M");
        img("create -q -f %s -F %s -b base @middle".formatted(format, format)).ok();
        io("middle", format, "write -P 2 4M 2M", "write -P 3 6400k 4k", "write -P 4 19M 1M");
        img("create -q -f %s -F %s -b middle @top".formatted(format, format)).ok();
        io("top", format, "write -P 5 6408k 16k", "write -P 6 5M 4M");
        img("convert -f " + format + " -O raw @top @top.raw").ok();
        requireReadByLibrary("top.raw", "top", "middle", "base");
        var said = img("info --backing-chain @top").ok().out();
        assertTrue(said.contains("backing file: middle (actual path: " + path("middle")), said);
        var map = img("map --output=json @top").ok().out();
        for (var depth : List.of("\"depth\": 0", "\"depth\": 1", "\"depth\": 2")) {
            assertTrue(map.contains(depth), map);
        }
    }

    @Test
    void aParentThatWasChangedIsNoticedAndCanBeTakenAsItIs() {
        img("create -q -f vhdx @base 8M").ok();
        img("create -q -f vhdx -F vhdx -b base @top").ok();
        Side.THEIRS.run("img", words("info -f vhdx @top")).status(1);
        io("top", "vhdx", "write -P 1 1M 4k");
        io("base", "vhdx", "write -P 2 2M 4k");
        var refused = Side.OURS.run("io", words("-f vhdx -c info @top"));
        assertTrue(refused.err().contains("was changed"), refused.err());
        img("rebase -u -f vhdx -F vhdx -b base @top").ok();
        io("top", "vhdx", "read -P 1 1M 4k", "read -P 2 2M 4k");
        // that is recorded now, so the next change is noticed again
        io("base", "vhdx", "write -P 3 2M 4k");
        Side.OURS.run("io", words("-f vhdx -c info @top")).status(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vhdx", "vpc"})
    void whatIsCommittedIsInTheParentAndTheImageCanBeUsedOn(String format) {
        img("create -q -f " + format + " @base 8M").ok();
        io("base", format, "write -P 1 0 8M");
        img("create -q -f %s -F %s -b base @top".formatted(format, format)).ok();
        io("top", format, "write -P 2 1M 3M", "write -P 3 6M 4k");
        img("convert -f " + format + " -O raw @top @top.raw").ok();
        img("commit -q -f " + format + " @top").ok();
        img("compare -f %s -F raw @base @top.raw".formatted(format)).ok();
        var map = img("map --output=json @top").ok().out();
        assertTrue(!map.contains("\"depth\": 0"), map);
        io("top", format, "write -P 4 6M 4k", "read -P 2 1M 3M", "read -P 4 6M 4k");
        requireReadByLibrary("top.raw", "base");
    }
}
