package org.blockyard.cli;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.driver.Snapshotting;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;

/** A snapshot to read from: by id or name, or {@code snapshot.id=...,snapshot.name=...}. */
public final class SnapshotChoice {
    private static final String PREFIX = "snapshot.";

    private SnapshotChoice() {}

    /** Refuses a choice that can't mean a snapshot, whatever the disk. */
    public static void check(String parameter) throws BlockException {
        if (parameter.startsWith(PREFIX)) {
            settings(parameter);
        }
    }

    /** Lets a node that is open for reading show a snapshot in place of its disk. */
    public static void show(BlockNode node, String parameter) throws IOException {
        try {
            if (!node.has(Snapshotting.class)) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "Block format '"
                                + node.driver()
                                + "' used by device '' does not support temporarily loading"
                                + " internal snapshots");
            }
            node.with(
                    Snapshotting.class,
                    device -> {
                        device.showSnapshot(find(device, parameter).id());
                        return device;
                    });
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Failed to load snapshot: ");
        }
    }

    private static SnapshotInfo find(Snapshotting device, String parameter) throws IOException {
        var wanted = parameter.startsWith(PREFIX) ? settings(parameter) : Map.<String, Object>of();
        var id = wanted.get(PREFIX + "id");
        var name = wanted.get(PREFIX + "name");
        var all = device.snapshots();
        if (wanted.isEmpty()) {
            for (var one : all) {
                if (one.id().equals(parameter)) {
                    return one;
                }
            }
            name = parameter;
        }
        for (var one : all) {
            boolean is = id == null || one.id().equals(id);
            if (is && (name == null || one.name().equals(name))) {
                return one;
            }
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "Can't find snapshot");
    }

    private static Map<String, Object> settings(String parameter) throws BlockException {
        var settings = KeyValues.parseFlat(parameter);
        for (var key : settings.keySet()) {
            if (!key.equals(PREFIX + "id") && !key.equals(PREFIX + "name")) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION, "Invalid parameter '" + key + "'");
            }
        }
        return settings;
    }
}
