package org.blockyard.img;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.blockyard.img.internal.Img;

/** The run of which Java makes the cache that lets the tool start quickly: what most calls do. */
public final class Training {
    private Training() {}

    /** Works on images in the folder that is named; ends with status 1 if anything fails. */
    public static void main(String[] arguments) throws IOException {
        var overlay = arguments[0] + "/overlay";
        var base = arguments[0] + "/base";
        var raw = arguments[0] + "/raw";
        var data = arguments[0] + "/data";
        var packed = arguments[0] + "/packed";
        var zstd = "compression_type=zstd";
        write(Path.of(data));
        var runs =
                List.of(
                        List.of("create", "-f", "qcow2", base, "1M"),
                        List.of("create", "-f", "qcow2", "-b", base, "-F", "qcow2", overlay),
                        List.of("info", overlay),
                        List.of("info", "--output=json", "--backing-chain", overlay),
                        List.of("check", overlay),
                        List.of("map", "--output=json", overlay),
                        List.of("convert", "-O", "raw", overlay, raw),
                        List.of("compare", "-f", "raw", "-F", "qcow2", raw, base),
                        // the same where there are data
                        List.of("convert", "-f", "raw", "-O", "qcow2", data, base),
                        List.of("convert", "-f", "qcow2", "-O", "raw", base, raw),
                        List.of("convert", "-C", "-f", "raw", "-O", "raw", data, raw),
                        List.of("convert", "-c", "-f", "raw", "-O", "qcow2", data, packed),
                        List.of("convert", "-c", "-O", "qcow2", "-o", zstd, data, packed),
                        List.of("convert", "-O", "qcow2", packed, base),
                        List.of("compare", base, data),
                        List.of("check", base),
                        List.of("map", base),
                        List.of("map", "--output=json", base));
        // as it begins in earnest, so that these classes are in the cache too
        Main.prepare();
        Main.buffered(FileDescriptor.out).flush();
        int worst = 0;
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        for (var run : runs) {
            worst = Math.max(worst, new Img(nowhere, nowhere).run(run.toArray(String[]::new)));
        }
        Runtime.getRuntime().halt(worst);
    }

    /** A disk of noise and zeroes. */
    private static void write(Path file) throws IOException {
        var bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        Arrays.fill(bytes, 1 << 20, 2 << 20, (byte) 0);
        Files.write(file, bytes);
    }
}
