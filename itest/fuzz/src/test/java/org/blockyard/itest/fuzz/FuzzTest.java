package org.blockyard.itest.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.ImageFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Short runs of what {@code ./blockyard bench fuzz} does for as long as it is told. The properties
 * {@code fuzz.seconds}, {@code fuzz.kills} and {@code fuzz.seed} make them longer or other.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 6);
    private static final int KILLS = Integer.getInteger("fuzz.kills", 12);
    private static final String SEED = System.getProperty("fuzz.seed", "20261121");

    @TempDir Path folder;

    @Test
    void theSameWorkGivesTheSameDisks() throws Exception {
        needsPeer();
        fuzz("operations", "--seconds", Integer.toString(SECONDS));
    }

    @Test
    void damagedImagesDoNoHarm() throws Exception {
        fuzz("images", "--engine", "random", "--seconds", Integer.toString(SECONDS));
    }

    @Test
    void hostileWordsDoNoHarm() throws Exception {
        fuzz("words", "--engine", "random", "--seconds", Integer.toString(SECONDS / 2));
    }

    @Test
    void imagesThatAreDamagedAsTheCodeLeadsDoNoHarm() throws Exception {
        fuzz("images", "--engine", "jazzer", "--seconds", Integer.toString(SECONDS));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damagedImagesOfAnyFormatDoNoHarm(String format) throws Exception {
        var seconds = Integer.toString(Math.max(1, SECONDS / 6));
        fuzz("images", "--engine", "random", "--seconds", seconds, "--format", format);
    }

    private static Stream<String> formats() {
        return Stream.concat(Formats.ALL.stream().map(ImageFormat::name), Stream.of("vvfat"));
    }

    @ParameterizedTest
    @MethodSource("writableFormats")
    void killedWhileItWritesAnyFormatTheToolLosesNothing(String format) throws Exception {
        needsPeer();
        var kills = Integer.toString(Math.max(1, KILLS / 4));
        fuzz("crash", "--kills", kills, "--format", format);
    }

    private static Stream<String> writableFormats() {
        return Formats.writable().stream().map(ImageFormat::name);
    }

    @Test
    void killedWhileItWritesTheToolLosesNothing() throws Exception {
        needsPeer();
        fuzz("crash", "--kills", Integer.toString(KILLS));
    }

    private static void needsPeer() {
        for (var program : List.of("qemu-img", "qemu-io")) {
            boolean present = false;
            for (var place : System.getenv("PATH").split(":")) {
                present |= Files.isExecutable(Path.of(place, program));
            }
            if (!present && "true".equals(System.getenv("CI"))) {
                fail(program + " is missing, and in CI nothing is skipped");
            }
            assumeTrue(present, program + " is not installed");
        }
    }

    private void fuzz(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(root() + "/blockyard", "bench", "fuzz"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--seed", SEED));
        var said = folder.resolve("said").toFile();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said);
        builder.environment().put("BLOCKYARD_NO_BUILD", "1");
        var process = builder.start();
        boolean ended = process.waitFor(SECONDS + 20L * KILLS + 600, TimeUnit.SECONDS);
        var text = Files.readString(said.toPath(), StandardCharsets.UTF_8);
        if (!ended) {
            process.destroyForcibly();
            fail("it does not end: " + text);
        }
        assertEquals(0, process.exitValue(), text);
        System.out.print(text);
    }

    private static Path root() {
        var place = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(place.resolve("blockyard"))) {
            place = place.getParent();
        }
        return place;
    }
}
