package org.blockyard.io.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        var disk = folder.resolve("disk").toString();
        int worst = Math.max(run("-f", "raw", raw.toString()), run(disk));
        Runtime.getRuntime().halt(worst);
    }

    private static int run(String... image) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var tool = new IoTool(InputStream.nullInputStream(), nowhere, nowhere);
        var commands = List.of("-c", "write -P 1 0 64k", "-c", "read -P 1 0 64k", "-c", "map");
        var line = new ArrayList<>(commands);
        line.addAll(List.of(image));
        return tool.run(line.toArray(String[]::new));
    }
}
