package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives our image tool and the peer's the same work on copies of a folder, and compares what they
 * say. Ours has the forms of version 10; what version 7.2 did not print yet is left out.
 *
 * @param images the folder that is copied
 * @param folder where the copies go
 */
record ImgPair(Path images, Path folder) {
    /** Expects the same exit status and the same words; the folders are as both have left them. */
    Folders same(String line) throws IOException {
        var folders = Folders.of(images, folder);
        var arguments = List.of(line.split(" "));
        var us = folders.us("img", arguments);
        var them = folders.them("img", arguments);
        assertEquals(plain(them.out()), plain(us.out()), line + "\n" + us.err());
        assertEquals(them.status(), us.status(), line + "\n" + us.err() + them.err());
        return folders;
    }

    /** As {@link #same}, and expects the same complaint. */
    Folders sameComplaint(String line) throws IOException {
        var folders = Folders.of(images, folder);
        var arguments = List.of(line.split(" "));
        var us = folders.us("img", arguments);
        var them = folders.them("img", arguments);
        assertEquals(complaint(them.err()), complaint(us.err()), line);
        assertEquals(them.status(), us.status(), line);
        return folders;
    }

    /** Expects the same exit status and the same JSON. */
    void sameJson(String line) throws IOException {
        var folders = Folders.of(images, folder);
        var arguments = List.of(line.split(" "));
        var us = folders.us("img", arguments);
        var them = folders.them("img", arguments).status(us.status());
        assertEquals(Told.comparable(them.out()), Told.comparable(us.out()), line);
    }

    private static String plain(String text) {
        return text.replaceAll("(?s)Child node .*?(?=\nimage: |\\z)", "")
                .replaceAll("disk size: .*", "disk size: any");
    }

    private static String complaint(String text) {
        return text.replaceAll("(?m)^[a-z-]*img: ", "");
    }
}
