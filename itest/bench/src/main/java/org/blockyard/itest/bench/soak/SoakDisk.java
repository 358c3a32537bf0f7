package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.kit.Programs;

/**
 * An image that the daemon of a soak serves.
 *
 * @param folder where it is
 * @param name of its export
 * @param format of the image
 */
record SoakDisk(Path folder, String name, String format) {
    /** Makes it a disk that holds what a load expects in the beginning. */
    void make(Generations content) throws IOException, InterruptedException {
        if (format.equals("raw")) {
            content.fill(image());
            return;
        }
        var raw = folder.resolve(name + ".made");
        content.fill(raw);
        imageTool("convert", "-f", "raw", "-O", format, raw + "", image() + "");
        Files.delete(raw);
    }

    private Path image() {
        return folder.resolve(name + "." + format);
    }

    /** The daemon's options that serve it. */
    List<String> options() {
        return List.of(
                "--blockdev",
                "driver=file,node-name=%s-file,discard=unmap,filename=%s".formatted(name, image()),
                "--blockdev",
                "driver=%s,node-name=%s,discard=unmap,file=%s-file".formatted(format, name, name),
                "--export",
                "type=nbd,id=%s-export,node-name=%s,writable=on,name=%s"
                        .formatted(name, name, name));
    }

    /** Whether {@code qemu-img} finds nothing wrong with the image; it must be closed. */
    boolean sound() throws IOException, InterruptedException {
        if (format.equals("raw")) {
            return true;
        }
        var check = List.of("qemu-img", "check", "-q", "-f", format, image().toString());
        return Programs.start(check, folder.resolve("check.log")).waitFor() == 0;
    }

    /** How many blocks of the image are wrong, as {@code qemu-img} reads it. */
    int wrong(Generations content) throws IOException, InterruptedException {
        var raw = copy();
        int wrong = content.verify(raw);
        Files.delete(raw);
        return wrong;
    }

    /** How many blocks of the image hold what no load can have put there. */
    int strange() throws IOException, InterruptedException {
        var raw = copy();
        int strange = Generations.strange(raw);
        Files.delete(raw);
        return strange;
    }

    private Path copy() throws IOException, InterruptedException {
        var raw = folder.resolve(name + ".read");
        imageTool("convert", "-f", format, "-O", "raw", image() + "", raw + "");
        return raw;
    }

    private void imageTool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(arguments));
        Programs.run(command, folder.resolve("tool.log"));
    }
}
