package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Folders made by chance, of names that often are the same. */
final class RandomTree {
    private static final String[] NAMES = {
        "a",
        "B.TXT",
        "a longer name.text",
        "ärger",
        "日本語.txt",
        "emoji 😀",
        ".hidden",
        "x.y.z",
        "UPPER",
        "c+d=e"
    };

    private final Random random;

    RandomTree(long seed) {
        random = new Random(seed);
    }

    void fill(Path folder, int depth) throws IOException {
        Files.createDirectories(folder);
        for (var name : NAMES) {
            int kind = random.nextInt(6);
            var path = HostNames.in(folder, name);
            if (kind < 3) {
                Files.write(path, content());
            } else if (kind == 3 && depth > 0) {
                fill(path, depth - 1);
            }
        }
    }

    private byte[] content() {
        int most = random.nextInt(4) == 0 ? 40_000 : 600;
        var bytes = new byte[random.nextInt(5) == 0 ? 0 : random.nextInt(most)];
        // few different contents, so that files are found to be the same
        new Random(bytes.length % 7).nextBytes(bytes);
        return bytes;
    }

    /** All that a folder holds, as text by path; folders end with a slash. */
    static Map<String, String> told(Path folder) throws IOException {
        var told = new TreeMap<String, String>();
        tell(folder, "", told);
        return told;
    }

    private static void tell(Path folder, String path, Map<String, String> told)
            throws IOException {
        try (var all = Files.newDirectoryStream(folder)) {
            for (var one : all) {
                var name = path + HostNames.name(one);
                if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
                    told.put(name + "/", "");
                    tell(one, name + "/", told);
                } else if (Files.isSymbolicLink(one)) {
                    told.put(name, "link to " + Files.readSymbolicLink(one));
                } else {
                    var bytes = Files.readAllBytes(one);
                    told.put(name, bytes.length + " bytes " + java.util.Arrays.hashCode(bytes));
                }
            }
        }
    }
}
