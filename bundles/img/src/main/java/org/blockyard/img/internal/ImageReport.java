package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.graph.BlockNode;

/**
 * What {@code info} knows of one image.
 *
 * @param fileName its name
 * @param format its driver
 * @param length the disk's length
 * @param description what the image tells
 * @param children the reports of its children, by name
 */
record ImageReport(
        String fileName,
        String format,
        long length,
        ImageDescription description,
        Map<String, ImageReport> children) {

    static ImageReport of(BlockNode node) throws IOException {
        var children = new LinkedHashMap<String, ImageReport>();
        for (var edge : node.children()) {
            if (!edge.name().equals("backing")) {
                children.put(edge.name(), of(edge.child()));
            }
        }
        return new ImageReport(
                node.fileName(), node.driver(), node.length(), node.describe(), children);
    }

    /** The backing file's name as it must be opened from here. */
    Optional<String> fullBackingName() {
        return description.backingFile().map(this::resolve);
    }

    private String resolve(String recorded) {
        int colon = recorded.indexOf(':');
        int slash = recorded.indexOf('/');
        boolean hasPrefix = colon >= 0 && (slash < 0 || colon < slash);
        if (hasPrefix || recorded.startsWith("/")) {
            return recorded;
        }
        var folder = Path.of(fileName).getParent();
        return folder == null ? recorded : folder + "/" + recorded;
    }

    /** Bytes of host space, of the image's own file if the format does not say. */
    Optional<Long> actualSize() {
        if (description.actualSize().isPresent()) {
            return Optional.of(description.actualSize().getAsLong());
        }
        var file = children.get("file");
        return file == null ? Optional.empty() : file.actualSize();
    }

    /** QAPI's BlockGraphInfo. */
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        var list = new ArrayList<Object>();
        children.forEach(
                (name, child) -> {
                    var entry = new LinkedHashMap<String, Object>();
                    entry.put("name", name);
                    entry.put("info", child.tree());
                    list.add(entry);
                });
        tree.put("children", list);
        description.backingFormat().ifPresent(name -> tree.put("backing-filename-format", name));
        tree.put("virtual-size", length);
        tree.put("filename", fileName);
        description.clusterSize().ifPresent(size -> tree.put("cluster-size", (long) size));
        tree.put("format", format);
        actualSize().ifPresent(size -> tree.put("actual-size", size));
        if (description.encrypted()) {
            tree.put("encrypted", true);
        }
        if (description.compressed()) {
            tree.put("compressed", true);
        }
        if (!description.snapshots().isEmpty()) {
            tree.put(
                    "snapshots",
                    description.snapshots().stream().map(ImageReport::snapshot).toList());
        }
        specificType()
                .ifPresent(
                        type -> {
                            var specific = new LinkedHashMap<String, Object>();
                            specific.put("type", type);
                            specific.put("data", description.specific());
                            tree.put("format-specific", specific);
                        });
        fullBackingName().ifPresent(name -> tree.put("full-backing-filename", name));
        description.backingFile().ifPresent(name -> tree.put("backing-filename", name));
        if (description != ImageDescription.EMPTY) {
            tree.put("dirty-flag", description.dirty());
        }
        return tree;
    }

    private Optional<String> specificType() {
        return description.specificType();
    }

    private static Map<String, Object> snapshot(SnapshotInfo snapshot) {
        var tree = new LinkedHashMap<String, Object>();
        snapshot.icount().ifPresent(count -> tree.put("icount", count));
        tree.put("vm-clock-nsec", snapshot.vmClockNanos() % 1_000_000_000L);
        tree.put("name", snapshot.name());
        tree.put("date-sec", snapshot.dateSeconds());
        tree.put("date-nsec", (long) snapshot.dateNanos());
        tree.put("vm-clock-sec", snapshot.vmClockNanos() / 1_000_000_000L);
        tree.put("id", snapshot.id());
        tree.put("vm-state-size", snapshot.vmStateSize());
        return tree;
    }

    /** The snapshots. */
    List<SnapshotInfo> snapshots() {
        return description.snapshots();
    }
}
