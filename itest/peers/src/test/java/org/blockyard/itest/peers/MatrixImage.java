package org.blockyard.itest.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way of making a qcow2 image: a choice on each axis of the format.
 *
 * @param row the choice, by axis
 */
record MatrixImage(Map<String, String> row) {
    static final String SIZE = "5M";
    static final String SECRET = "secret,id=key,data=open-sesame";

    /** The axes of the format and what there is to choose. */
    static Map<String, List<String>> axes() {
        var axes = new LinkedHashMap<String, List<String>>();
        axes.put("compat", List.of("0.10", "1.1"));
        axes.put("cluster_size", List.of("512", "4k", "64k", "2M"));
        axes.put("refcount_bits", List.of("1", "8", "16", "64"));
        axes.put("backing", List.of("none", "qcow2", "raw"));
        axes.put("extended_l2", List.of("off", "on"));
        axes.put("compression_type", List.of("zlib", "zstd"));
        axes.put("compressed", List.of("no", "yes"));
        axes.put("data_file", List.of("none", "plain", "raw"));
        axes.put("encrypt", List.of("none", "luks", "aes"));
        axes.put("lazy_refcounts", List.of("off", "on"));
        axes.put("preallocation", List.of("off", "metadata", "falloc", "full"));
        axes.put("snapshot", List.of("no", "yes"));
        axes.put("bitmap", List.of("no", "yes"));
        return axes;
    }

    /** Whether the format allows it. */
    static boolean possible(Map<String, String> row) {
        var it = new MatrixImage(row);
        boolean old = it.is("compat", "0.10");
        boolean modern =
                !it.is("refcount_bits", "16")
                        || it.has("extended_l2")
                        || it.is("compression_type", "zstd")
                        || it.has("data_file")
                        || it.has("lazy_refcounts")
                        || it.has("bitmap");
        boolean small = it.is("cluster_size", "512") || it.is("cluster_size", "4k");
        boolean apart = it.has("data_file");
        return !(old && modern)
                && !(it.has("extended_l2") && small)
                && !(it.has("snapshot") && (apart || it.is("refcount_bits", "1")))
                && !(it.has("compressed") && (apart || it.has("encrypt")))
                && !(it.is("data_file", "raw") && it.has("backing"))
                && !(apart && it.has("encrypt"))
                && !(it.has("preallocation") && it.has("backing"));
    }

    /** Whether a choice is that one. */
    boolean is(String axis, String choice) {
        return choice.equals(row.get(axis));
    }

    /** Whether something is chosen that can be left out. */
    boolean has(String axis) {
        return !List.of("none", "off", "no").contains(row.getOrDefault(axis, "no"));
    }

    /** The arguments of {@code create}. */
    List<String> create(String file, Path backingFolder) {
        var options = new ArrayList<String>();
        for (var axis : List.of("compat", "cluster_size", "refcount_bits", "preallocation")) {
            options.add(axis + "=" + row.get(axis));
        }
        for (var axis : List.of("extended_l2", "lazy_refcounts")) {
            options.add(axis + "=" + row.get(axis));
        }
        if (is("compression_type", "zstd")) {
            options.add("compression_type=zstd");
        }
        if (has("data_file")) {
            options.add("data_file=" + file + ".data");
            options.add("data_file_raw=" + (is("data_file", "raw") ? "on" : "off"));
        }
        if (has("encrypt")) {
            options.add("encrypt.format=" + row.get("encrypt"));
            options.add("encrypt.key-secret=key");
        }
        if (is("encrypt", "luks")) {
            options.add("encrypt.iter-time=10");
        }
        var arguments = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        arguments.addAll(secret());
        arguments.addAll(List.of("-o", String.join(",", options)));
        if (has("backing")) {
            var format = row.get("backing");
            arguments.addAll(List.of("-F", format, "-b", backingFolder + "/base." + format));
        }
        arguments.addAll(List.of(file, SIZE));
        return arguments;
    }

    /** The password, if there is one. */
    List<String> secret() {
        return has("encrypt") ? List.of("--object", SECRET) : List.of();
    }

    /** What {@code snapshot} of 7.2 needs, which knows no {@code -f}. */
    List<String> probed(String file) {
        return has("encrypt") ? opened(file) : List.of(file);
    }

    /** The options and the name by which a tool opens it. */
    List<String> opened(String file) {
        if (!has("encrypt")) {
            return List.of("-f", "qcow2", file);
        }
        var options = "driver=qcow2,encrypt.key-secret=key,file.filename=" + file;
        return List.of("--object", SECRET, "--image-opts", options);
    }
}
