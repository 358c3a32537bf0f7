package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What of the format this version can open: the rest is left out, and said. */
final class Features {
    static final String SUBCLUSTERS = "extended_l2=on";
    static final String DATA_FILE = "data_file=FILE.data";
    static final String LUKS = "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";

    private Features() {}

    static Set<String> present(Path folder) throws IOException, InterruptedException {
        var present = new HashSet<String>();
        var object = List.of("--object", "secret,id=s,data=word");
        for (var feature : List.of(SUBCLUSTERS, DATA_FILE, LUKS)) {
            var image = folder.resolve("probe").toString();
            var create = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
            create.addAll(object);
            create.addAll(List.of("-o", feature.replace("FILE", image), image, "1M"));
            Run.peer(folder, "img", create);
            var open = new ArrayList<>(object);
            var secret = feature.equals(LUKS) ? ",encrypt.key-secret=s" : "";
            open.addAll(List.of("-c", "write -q 0 4k", "--image-opts"));
            open.add("driver=qcow2,file.filename=" + image + secret);
            if (Run.ours("io", open).status() == 0) {
                present.add(feature);
            } else {
                System.out.println("left out, since it can't be opened: " + feature);
            }
        }
        return present;
    }
}
