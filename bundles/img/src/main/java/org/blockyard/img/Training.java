package org.blockyard.img;

import java.io.FileDescriptor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.blockyard.img.internal.Img;

/** The run of which Java makes the cache that lets the tool start quickly: what most calls do. */
public final class Training {
    private Training() {}

    /** Works on images in the folder that is named; ends with status 1 if anything fails. */
    public static void main(String[] arguments) {
        var overlay = arguments[0] + "/overlay";
        var base = arguments[0] + "/base";
        var raw = arguments[0] + "/raw";
        var runs =
                List.of(
                        List.of("create", "-f", "qcow2", base, "1M"),
                        List.of("create", "-f", "qcow2", "-b", base, "-F", "qcow2", overlay),
                        List.of("info", overlay),
                        List.of("info", "--output=json", "--backing-chain", overlay),
                        List.of("check", overlay),
                        List.of("map", "--output=json", overlay),
                        List.of("convert", "-O", "raw", overlay, raw),
                        List.of("compare", "-f", "raw", "-F", "qcow2", raw, base));
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
}
