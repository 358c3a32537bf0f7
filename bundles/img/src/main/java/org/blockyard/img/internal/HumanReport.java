package org.blockyard.img.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.option.Sizes;

/** The form of {@code info} for people, which scripts read too. */
final class HumanReport {
    private final StringBuilder text = new StringBuilder();

    private HumanReport() {}

    static String of(ImageReport report) {
        var human = new HumanReport();
        human.image(report);
        report.children().forEach((name, child) -> human.child("/" + name, child));
        return human.text.toString();
    }

    private void image(ImageReport report) {
        var description = report.description();
        line("", "image", report.fileName());
        line("", "file format", report.format());
        line("", "virtual size", Sizes.human(report.length()) + " (" + report.length() + " bytes)");
        line("", "disk size", diskSize(report));
        if (description.encrypted()) {
            line("", "encrypted", "yes");
        }
        description
                .clusterSize()
                .ifPresent(size -> line("", "cluster_size", Integer.toString(size)));
        if (description.dirty()) {
            line("", "cleanly shut down", "no");
        }
        description
                .backingFile()
                .ifPresent(
                        name -> {
                            var full = report.fullBackingName().orElse(name);
                            line(
                                    "",
                                    "backing file",
                                    full.equals(name)
                                            ? name
                                            : name + " (actual path: " + full + ")");
                        });
        description.backingFormat().ifPresent(format -> line("", "backing file format", format));
        if (!report.snapshots().isEmpty()) {
            snapshots(report.snapshots());
        }
        if (hasSpecific(description)) {
            text.append("Format specific information:\n");
            members("    ", description.specific());
        }
    }

    private void child(String path, ImageReport child) {
        text.append("Child node '").append(path).append("':\n");
        line("    ", "filename", child.fileName());
        line("    ", "protocol type", child.format());
        line(
                "    ",
                "file length",
                Sizes.human(child.length()) + " (" + child.length() + " bytes)");
        line("    ", "disk size", diskSize(child));
        if (hasSpecific(child.description())) {
            text.append("    Format specific information:\n");
            members("        ", child.description().specific());
        }
        child.children().forEach((name, below) -> child(path + "/" + name, below));
    }

    private static boolean hasSpecific(ImageDescription description) {
        return description.specificType().isPresent() && !description.specific().isEmpty();
    }

    private static String diskSize(ImageReport report) {
        return report.actualSize().map(Sizes::human).orElse("unavailable");
    }

    private void members(String indent, Map<?, ?> members) {
        members.forEach((key, value) -> member(indent, key.toString().replace('-', ' '), value));
    }

    private void member(String indent, String key, Object value) {
        // no switch over types: at start-up each costs a millisecond
        if (value instanceof Map<?, ?> map) {
            text.append(indent).append(key).append(":\n");
            members(indent + "    ", map);
        } else if (value instanceof List<?> list) {
            text.append(indent).append(key).append(":\n");
            for (int i = 0; i < list.size(); i++) {
                member(indent + "    ", "[" + i + "]", list.get(i));
            }
        } else {
            line(indent, key, value.toString());
        }
    }

    private void line(String indent, String key, String value) {
        text.append(indent).append(key).append(": ").append(value).append('\n');
    }

    private void snapshots(List<SnapshotInfo> snapshots) {
        text.append("Snapshot list:\n");
        text.append(snapshotHeader()).append('\n');
        snapshots.forEach(s -> text.append(snapshotLine(s)).append('\n'));
    }

    /** The heading of a list of snapshots. */
    static String snapshotHeader() {
        return String.format(
                "%-7s %-16s %8s %19s %15s %10s",
                "ID", "TAG", "VM_SIZE", "DATE", "VM_CLOCK", "ICOUNT");
    }

    /** A line of a list of snapshots. */
    static String snapshotLine(SnapshotInfo s) {
        // made here: it costs more than the whole rest of a report without snapshots
        var date =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                        .format(
                                Instant.ofEpochSecond(s.dateSeconds())
                                        .atZone(ZoneId.systemDefault()));
        long seconds = s.vmClockNanos() / 1_000_000_000L;
        var clock =
                String.format(
                        "%04d:%02d:%02d.%03d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60,
                        s.vmClockNanos() / 1_000_000L % 1000);
        var icount = s.icount().isPresent() ? Long.toString(s.icount().getAsLong()) : "--";
        return String.format(
                "%-7s %-16s %8s %19s %15s %10s",
                s.id(), s.name(), Sizes.human(s.vmStateSize()), date, clock, icount);
    }
}
