package org.blockyard.io.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.io.tool.internal.IoTool;

/** The run of which Java makes the cache that lets the tool start quickly: what most calls do. */
public final class Training {
    private Training() {}

    /** Works on a file in the folder that is named; ends with status 1 if anything fails. */
    public static void main(String[] arguments) throws IOException {
        var disk = Files.write(Path.of(arguments[0], "disk"), new byte[1 << 20]).toString();
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var tool = new IoTool(InputStream.nullInputStream(), nowhere, nowhere);
        String[] run = {
            "-f", "raw", "-c", "write -P 1 0 64k", "-c", "read -P 1 0 64k", "-c", "map", disk
        };
        Runtime.getRuntime().halt(tool.run(run));
    }
}
