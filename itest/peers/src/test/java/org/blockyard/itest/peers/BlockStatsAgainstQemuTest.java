package org.blockyard.itest.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reply to {@code query-blockstats} has the form of that of QEMU's storage daemon. */
class BlockStatsAgainstQemuTest {
    private static final String[] NUMBERS = {
        "wr_highest_offset",
        "rd_bytes",
        "rd_operations",
        "wr_bytes",
        "wr_operations",
        "rd_total_time_ns"
    };

    @TempDir Path folder;

    @Test
    void membersAndNestingAreTheSame() throws Exception {
        Tool.requires("qemu-img");
        var images = Files.createDirectory(folder.resolve("images"));
        var base = images.resolve("base").toString();
        var top = images.resolve("top").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "1M").ok();
        Tool.overlay("base", top);
        try (var pair = QmpPair.start(images, folder, definitions())) {
            // QEMU 7.2 has no zones; its nodes count nothing, so they have no request to count from
            pair.mask()
                    .without("idle_time_ns", "zone_append_bytes", "zone_append_operations")
                    .without("zone_append_merged", "zone_append_total_time_ns")
                    .without("failed_zone_append_operations", "invalid_zone_append_operations")
                    .hide(NUMBERS);
            pair.same(
                    """
                    query-blockstats
                    query-blockstats {"query-nodes": true}
                    """);
        }
    }

    private static String[] definitions() {
        var arguments = new ArrayList<String>();
        for (var definition :
                new String[] {
                    "driver=file,node-name=bottom,filename=base",
                    "driver=qcow2,node-name=base,file=bottom",
                    "driver=file,node-name=file,filename=top",
                    "driver=qcow2,node-name=top,file=file,backing=base",
                    "driver=null-co,node-name=nothing,size=1048576"
                }) {
            arguments.add("--blockdev");
            arguments.add(definition);
        }
        return arguments.toArray(String[]::new);
    }
}
