package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.itest.peers.ill.Illness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Swaps to versions of the qcow2 driver that are ill: the old one serves on, clients see no error,
 * and the operator is told why. All on one disk under one load, which is judged in the end.
 */
@Timeout(300)
class SwapIllDriverTest {
    private static final String BUNDLE = "org.blockyard.format-qcow2";
    private static final String SOUND = "1.90.0";

    @TempDir static Path folder;

    private static Stage stage;
    private static Path image;
    private static int count;

    @BeforeAll
    static void serveADisk() throws Exception {
        Tool.requires("qemu-img");
        stage = new Stage(folder, 16);
        var base = stage.qcow2("base.qcow2");
        image = stage.overlay("top.qcow2", base);
        stage.start(
                "--blockdev",
                "driver=file,node-name=base-file,read-only=on,filename=" + base,
                "--blockdev",
                "driver=qcow2,node-name=base,read-only=on,file=base-file",
                "--blockdev",
                "driver=file,node-name=top-file,filename=" + image,
                "--blockdev",
                "driver=qcow2,node-name=top,file=top-file,backing=base",
                "--export",
                "type=nbd,id=e,node-name=top,name=top,writable=on");
        stage.load("top");
        stage.deploy(BUNDLE, SOUND);
        stage.swapped("qcow2", SOUND, "base", "top");
        // what is deployed is tried only where a test says so
        stage.pin("base", "top");
    }

    @AfterAll
    static void theDiskIsWhole() throws Exception {
        if (stage != null) {
            try (var last = stage) {
                last.judge(image, "qcow2");
            }
        }
    }

    @ParameterizedTest(name = "{0}, only when it serves: {1}")
    @CsvSource({
        "REFUSES, false, does not feel well",
        "REFUSES, true, does not feel well",
        "HANGS_IN_OPEN, false, did not come back from the rehearsal within",
        "HANGS_IN_OPEN, true, did not come back from open within 1 s",
        "OTHER_LENGTH, false, it reports a length of 16777728 bytes instead of 16777216",
        "OTHER_LENGTH, true, it reports a length of 16777728 bytes instead of 16777216",
        "FAILS_TO_READ, false, it reads nothing",
        "FAILS_TO_READ, true, it reads nothing",
        "THROWS_IN_READ, false, it was never tested",
        "THROWS_IN_READ, true, it was never tested",
        "HANGS_IN_READ, false, did not come back",
        "HANGS_IN_READ, true, did not come back",
        "OTHER_BYTES, false, it reads other bytes",
        "OTHER_BYTES, true, it reads other bytes",
        "OTHER_MAPPING, false, it maps offset",
        "OTHER_MAPPING, true, it maps offset",
        "HANGS_IN_CLOSE, false, did not come back from the rehearsal",
    })
    void theOldDriverServesOnAndTheReasonIsTold(Illness illness, boolean onlyLive, String reason)
            throws Exception {
        var version = deploy(illness, onlyLive);
        var report = stage.swap("qcow2", version, "top");
        assertEquals(1, report.size(), report::toString);
        var told = report.getFirst();
        assertEquals("refused", told.get("outcome"), told::toString);
        assertTrue(String.valueOf(told.get("reason")).contains(reason), told::toString);
        assertEquals(SOUND, stage.version("top"));
        var event = event(version);
        assertEquals(told.get("reason"), event.get("reason"), "the event tells the same");
        stage.sound();
        stage.remove(BUNDLE, version);
        stage.sound();
    }

    @ParameterizedTest
    @CsvSource({"HANGS_IN_CLOSE", "FAILS_TO_CLOSE"})
    void aDriverThatDoesNotCloseIsReplacedAllTheSame(Illness illness) throws Exception {
        var version = deploy(illness, true);
        stage.swapped("qcow2", version, "top");
        stage.swapped("qcow2", SOUND, "top");
        stage.remove(BUNDLE, version);
        stage.sound();
    }

    @Test
    void whatAnOldDriverWritesLateChangesNothing() throws Exception {
        var version = deploy(Illness.WRITES_LATE, false);
        stage.swapped("qcow2", version, "top");
        stage.swapped("qcow2", SOUND, "top");
        var said = awaitLateWrites();
        assertTrue(said.contains("late writes: 0 of "), said);
        // an opening reads the header, on which the old one keeps writing
        stage.swapped("qcow2", "1.0.0", "top");
        stage.swapped("qcow2", SOUND, "top");
        assertFalse(stage.daemon().errors().matches("(?s).*late writes: [1-9].*"));
    }

    private static String awaitLateWrites() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            var said = stage.daemon().errors();
            if (said.contains("late writes: ")) {
                return said;
            }
            assertTrue(System.nanoTime() < end, "it never tried, or never was refused");
            stage.sound();
        }
    }

    private static String deploy(Illness illness, boolean onlyLive) throws Exception {
        var version = "2." + ++count + ".0";
        Map<String, byte[]> files = new LinkedHashMap<>();
        var what = "org.blockyard.format.qcow2.Qcow2Driver " + illness + " " + onlyLive;
        files.put("illness", what.getBytes(StandardCharsets.UTF_8));
        var classes = Path.of(Objects.requireNonNull(Illness.class.getResource("")).toURI());
        try (var all = Files.newDirectoryStream(classes, "*.class")) {
            for (var type : all) {
                var name = Illness.class.getPackageName().replace('.', '/') + "/";
                files.put(name + type.getFileName(), Files.readAllBytes(type));
            }
        }
        stage.deploy(
                BUNDLE,
                version,
                Map.of(
                        "Blockyard-Provide",
                        "org.blockyard.itest.peers.ill.IllDriver;"
                                + "services=\"org.blockyard.driver.BlockDriver\";name=qcow2"),
                files);
        return version;
    }

    /** What is told of the node's swap to a version. */
    private static Map<String, Object> event(String version) throws IOException {
        while (true) {
            var event = stage.qmp().event("X_BLOCKYARD_DRIVER_SWAP");
            var data = QmpClient.object(Objects.requireNonNull(event.get("data")));
            if (version.equals(data.get("to")) && "top".equals(data.get("node-name"))) {
                return data;
            }
        }
    }
}
