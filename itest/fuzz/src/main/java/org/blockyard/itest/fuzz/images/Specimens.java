package org.blockyard.itest.fuzz.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;

/** Makes one image of each kind, by our own tools. */
final class Specimens {
    private static final String LUKS =
            ",encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";

    /** Options of creation; DATA stands for a data file, BASE for a backing file. */
    private static final List<String> KINDS =
            List.of(
                    "compat=1.1,cluster_size=4096",
                    "compat=1.1,cluster_size=512,refcount_bits=1",
                    "compat=0.10,cluster_size=4096",
                    "compat=1.1,cluster_size=65536,refcount_bits=64,lazy_refcounts=on",
                    "compat=1.1,cluster_size=16384,extended_l2=on",
                    "compat=1.1,cluster_size=4096,compression_type=zstd",
                    "compat=1.1,cluster_size=4096,data_file=DATA",
                    "compat=1.1,cluster_size=4096,data_file=DATA,data_file_raw=on",
                    "compat=1.1,cluster_size=4096,backing_file=BASE,backing_fmt=raw",
                    "compat=1.1,cluster_size=4096,encrypt.format=aes,encrypt.key-secret=s",
                    "compat=1.1,cluster_size=4096" + LUKS,
                    "compat=1.1,cluster_size=4096,data_file=DATA" + LUKS);

    private static final int BASE_LENGTH = 3 << 20;

    private final Path folder;

    Specimens(Path folder) {
        this.folder = folder;
    }

    /** One of each kind. Beside damaged images there must be {@code data} and {@code base}. */
    List<Specimen> all() throws IOException {
        Files.write(folder.resolve("base"), new byte[BASE_LENGTH]);
        var all = new ArrayList<Specimen>();
        for (var kind : KINDS) {
            boolean secret = kind.contains("encrypt");
            var image = folder.resolve("specimen");
            make(image.toString(), kind, secret);
            var bytes = Files.readAllBytes(image);
            hideFolder(bytes);
            all.add(new Specimen(kind, bytes, new Structures(bytes).found(), secret));
        }
        return List.copyOf(all);
    }

    private void make(String image, String kind, boolean secret) {
        var options = kind.replace("DATA", folder.resolve("data").toString());
        var create = new ArrayList<>(List.of("create", "-q", "-f", "qcow2", "--object"));
        create.addAll(List.of(Specimen.SECRET, "-o", options.replace("BASE", "base"), image, "6M"));
        must("img", create);
        io(image, secret, "write -P 1 0 100000", "write -P 2 2M 50000", "write -z 1M 64k");
        if (!secret && !kind.contains("DATA")) {
            io(image, secret, "write -c 4M 64k", "write -c 3M 64k");
        }
        if (kind.contains("DATA")) {
            bitmap(image, secret);
            return;
        }
        snapshot(image, secret, "snap");
        if (kind.contains("1.1")) {
            bitmap(image, secret);
        }
        if (!kind.contains("refcount_bits=1,")) {
            io(image, secret, "write -P 3 1000000 9000");
            snapshot(image, secret, "other");
        }
    }

    private static void io(String image, boolean secret, String... lines) {
        var words = new ArrayList<String>();
        for (var line : lines) {
            words.addAll(List.of("-c", line));
        }
        words.addAll(Specimen.reference(image, secret));
        must("io", words);
    }

    private static void snapshot(String image, boolean secret, String name) {
        var words = new ArrayList<>(List.of("snapshot", "-c", name));
        words.addAll(secret ? Specimen.reference(image, true) : List.of(image));
        // references of one bit can't be shared: such an image stays without
        Run.ours("img", words);
    }

    private static void bitmap(String image, boolean secret) {
        var words = new ArrayList<>(List.of("bitmap", "--add", "-g", "64k"));
        words.addAll(Specimen.reference(image, secret));
        words.add("map");
        must("img", words);
        io(image, secret, "write -P 4 5M 4k");
    }

    private static void must(String tool, List<String> words) {
        var outcome = Run.ours(tool, words);
        if (outcome.status() != 0) {
            throw new Finding(tool + " " + words + ": " + outcome);
        }
    }

    /**
     * Makes the recorded name of the data file relative, of the same length: a damaged one must not
     * lead out of the folder.
     */
    private void hideFolder(byte[] bytes) {
        var name = folder.resolve("data").toString();
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(name);
        if (at >= 0) {
            var hidden = "." + "/".repeat(name.length() - 5) + "data";
            var replaced = hidden.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(replaced, 0, bytes, at, replaced.length);
        }
    }
}
