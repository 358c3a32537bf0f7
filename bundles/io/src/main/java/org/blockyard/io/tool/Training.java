package org.blockyard.io.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.io.tool.internal.IoTool;
import org.blockyard.posix.Posix;

/** The run of which Java makes the cache that lets the tool start quickly: what most calls do. */
public final class Training {
    private Training() {}

    /**
     * Works on the qcow2 image {@code disk} in the folder that is named, and on a file; ends with
     * status 1 if anything fails.
     */
    public static void main(String[] arguments) throws IOException {
        Posix.prepare();
        var folder = Path.of(arguments[0]);
        var raw = Files.write(folder.resolve("raw"), new byte[1 << 20]);
        int worst = Math.max(run("raw", raw), run("qcow2", folder.resolve("disk")));
        Runtime.getRuntime().halt(worst);
    }

    private static int run(String format, Path disk) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var tool = new IoTool(InputStream.nullInputStream(), nowhere, nowhere);
        String[] run = {
            "-f",
            format,
            "-c",
            "write -P 1 0 64k",
            "-c",
            "read -P 1 0 64k",
            "-c",
            "map",
            disk.toString()
        };
        return tool.run(run);
    }
}
