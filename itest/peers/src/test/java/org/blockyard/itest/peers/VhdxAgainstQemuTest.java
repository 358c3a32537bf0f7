package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VHDX images are made, refused and replayed by us as by the peer. */
class VhdxAgainstQemuTest {
    /** The peer flushes as often at least while it writes twice. */
    private static final int FLUSHES = 9;

    private static final String COUNT =
            """
            {"event": "flush_to_os", "state": %d, "new_state": %d}\
            """;
    private static final String FAILING =
            """
            {"driver": "vhdx", "file": {"driver": "blkdebug",
             "image": {"driver": "file", "filename": "%s"}, "set-state": [%s],
             "inject-error": [{"event": "flush_to_os", "state": %d, "immediately": true}]}}
            """;

    @TempDir Path folder;

    @BeforeEach
    void requirePeer() {
        Tool.requires("qemu-img", "qemu-io");
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private Tool.Result run(Side side, String tool, String line) {
        return side.run(tool, List.of(line.replace("@", folder + "/").split(" ")));
    }

    private void io(Side side, String command, String format, String name) {
        side.run("io", List.of("-f", format, "-c", command, path(name).toString())).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1G", "1025M", "101G", "33T", "64T"})
    void emptyImagesAreTheSame(String size) {
        for (var side : Side.values()) {
            run(side, "img", "create -q -f vhdx @" + side + " " + size).ok();
        }
        var told = new ArrayList<>();
        for (var reader : Side.values()) {
            run(reader, "img", "check @" + reader.other()).ok();
            var line = "info --output=json @" + reader.other();
            told.add(Told.comparable(run(reader, "img", line).ok().out()));
        }
        assertEquals(told.getFirst(), told.getLast());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-o log_size=4G @x 1M",
                "-o block_size=3M @x 1M",
                "-o block_size=513M,log_size=1 @x 1M",
                "-o subformat=differencing @x 1M",
                "-o block_state_zero=maybe @x 1M",
                "@x 65T",
            })
    void whatIsAskedForIsAnsweredInTheSameWords(String line) throws IOException {
        var theirs = run(Side.THEIRS, "img", "create -f vhdx " + line);
        Files.deleteIfExists(path("x"));
        var ours = run(Side.OURS, "img", "create -f vhdx " + line).status(theirs.status());
        assertEquals(theirs.out(), ours.out());
        // ours adds what it could be instead
        assertTrue(ours.err().startsWith(theirs.err()), ours.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamic", "fixed"})
    void aDiskOfAnotherLengthIsReadByThePeer(String subformat) {
        var options = "-o block_size=1M,subformat=" + subformat;
        run(Side.THEIRS, "img", "create -q -f vhdx " + options + " @disk 5M").ok();
        io(Side.THEIRS, "write -P 5 1M 3M", "vhdx", "disk");
        run(Side.THEIRS, "img", "convert -O raw @disk @plain").ok();
        var longest = subformat.equals("fixed") ? "30M" : "200G";
        for (var length : List.of("9500K", longest, "--shrink 3500K")) {
            run(Side.OURS, "img", "resize -q -f vhdx @disk " + length).ok();
            run(Side.THEIRS, "img", "resize -q -f raw @plain " + length).ok();
            run(Side.THEIRS, "img", "check -f vhdx @disk").ok();
            io(Side.THEIRS, "write -P 6 3M 300K", "vhdx", "disk");
            io(Side.THEIRS, "write -P 6 3M 300K", "raw", "plain");
            // the peer takes all of a VHDX image for data, and would read all of a long one
            if (!length.equals("200G")) {
                run(Side.THEIRS, "img", "compare -f vhdx -F raw @disk @plain").ok();
            }
        }
        run(Side.OURS, "img", "compare -f vhdx -F raw @disk @plain").ok();
    }

    @Test
    void eachGoesOnWithWhatTheOtherWrote() {
        run(Side.OURS, "img", "create -q -f vhdx -o block_size=1M @disk 16M").ok();
        for (int i = 0; i < 6; i++) {
            var side = Side.values()[i % 2];
            io(side, "write -P %d %dk 1500k".formatted(i + 1, i * 2000), "vhdx", "disk");
            run(side.other(), "img", "check @disk").ok();
        }
        for (var side : Side.values()) {
            run(side, "img", "convert -O raw @disk @" + side).ok();
        }
        run(Side.THEIRS, "img", "compare -f raw -F raw @OURS @THEIRS").ok();
        for (int i = 0; i < 6; i++) {
            io(Side.THEIRS, "read -P %d %dk 1500k".formatted(i + 1, i * 2000), "raw", "OURS");
        }
    }

    @Test
    void theMapTellsOfHolesIfItShallBePrecise() {
        run(Side.THEIRS, "img", "create -q -f vhdx -o block_size=1M @disk 16M").ok();
        io(Side.THEIRS, "write 5M 1M", "vhdx", "disk");
        var told = run(Side.OURS, "img", "map --precise @disk").ok().out().lines().toList();
        assertEquals(2, told.size(), told.toString());
        assertTrue(told.getLast().startsWith("0x500000        0x100000        "), told.toString());
    }

    /**
     * Has the peer write twice to a file that fails for good from one of its flushes on, which
     * leaves the file as if the peer had been killed there, whichever of its threads flushes.
     */
    private void stopPeer(int flush) {
        run(Side.THEIRS, "img", "create -q -f vhdx -o block_size=1M @disk 8M").ok();
        var counting =
                IntStream.range(1, flush)
                        .mapToObj(i -> COUNT.formatted(i, i + 1))
                        .collect(Collectors.joining(","));
        var image = FAILING.formatted(path("disk"), counting, flush);
        var line = new ArrayList<>(List.of("-t", "writeback"));
        for (var command : List.of("write -P 1 0 64k", "flush", "write -P 2 3M 64k", "flush")) {
            line.addAll(List.of("-c", command));
        }
        line.add("json:" + image);
        Side.THEIRS.run("io", line);
    }

    @Test
    void theLogOfAPeerThatWasKilledIsReplayed() throws IOException {
        int replayed = 0;
        for (int flush = 2; flush <= FLUSHES; flush++) {
            stopPeer(flush);
            var theirs = run(Side.THEIRS, "img", "info @disk");
            var ours = run(Side.OURS, "img", "info @disk").status(theirs.status());
            assertEquals(theirs.err().replace("qemu-img check", "img check"), ours.err());
            replayed += theirs.status();
            Files.copy(path("disk"), path("copy"), StandardCopyOption.REPLACE_EXISTING);
            var repair = "check -r all -f vhdx @";
            run(Side.THEIRS, "img", repair + "copy").ok();
            run(Side.OURS, "img", repair + "disk").ok();
            run(Side.THEIRS, "img", "check @disk").ok();
            run(Side.THEIRS, "img", "compare @disk @copy").ok();
        }
        assertTrue(replayed > 0, "no log had to be replayed");
    }
}
