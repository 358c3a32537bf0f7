package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vendor's jar that was compiled against the first version of the API, and never since, serves
 * data in this build: from the tools and from a daemon.
 */
class KeptVendorJarTest {
    private static final String JAR = "com.example.xor-1.0.0.jar";

    @TempDir Path folder;

    private static Path kept() {
        return Product.root().resolve("itest/vendor-driver/kept");
    }

    @Test
    void itIsTheOneOfTheFirstApi() throws Exception {
        try (var jar = new JarFile(kept().resolve(JAR).toFile())) {
            var imports = jar.getManifest().getMainAttributes().getValue("Import-Package");
            assertTrue(
                    imports.contains("org.blockyard.driver;version=\"[1.0,2)\""),
                    "made against API 1.0.0: " + imports);
        }
    }

    @Test
    void theToolsServeDataThroughIt() throws Exception {
        Tool.requires("qemu-io", "truncate");
        var disk = folder.resolve("disk.xor");
        Tool.run("truncate", "-s", "1M", disk.toString()).ok();
        var drivers = Map.of("BLOCKYARD_JAVA_OPTS", "-Dblockyard.drivers=" + kept());
        var image = "driver=xor,key=15,file.driver=file,file.filename=" + disk;
        var written =
                Tool.run(
                        Product.command(
                                "io",
                                "--image-opts",
                                image,
                                "-c",
                                "write -P 0xf0 4k 64k",
                                "-c",
                                "read -P 0xf0 4k 64k"),
                        environment(drivers));
        assertTrue(written.ok().out().contains("read 65536/65536"), written.out());
        Tool.run("qemu-io", "-f", "raw", "-r", "-c", "read -P 0xff 4k 64k", disk.toString()).ok();
    }

    @Test
    void aDaemonServesDataThroughItFromTheDeployFolder() throws Exception {
        Tool.requires("qemu-io", "truncate");
        var disk = folder.resolve("disk.xor");
        Tool.run("truncate", "-s", "1M", disk.toString()).ok();
        try (var vendor = VendorDaemon.start(folder)) {
            vendor.deploy(kept().resolve(JAR), "xor.jar");
            assertEquals("1.0.0", vendor.version("xor"));
            vendor.qmp()
                    .execute(
                            "blockdev-add",
                            Map.of(
                                    "driver",
                                    "xor",
                                    "node-name",
                                    "x",
                                    "key",
                                    15L,
                                    "file",
                                    Map.of("driver", "file", "filename", disk.toString())));
            vendor.export("x");
            vendor.io("x", "write -P 0xf0 4k 64k", "read -P 0xf0 4k 64k").ok();
        }
        assertEquals((byte) 0xff, Files.readAllBytes(disk)[4096]);
    }

    private static Map<String, String> environment(Map<String, String> more) {
        var all = new java.util.HashMap<>(more);
        all.put("BLOCKYARD_NO_BUILD", "1");
        return all;
    }
}
