package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images that are served. But for {@link #EMPTY} all of their clusters are there. */
public enum DiskKind {
    /** A plain file. */
    RAW("raw", "", ""),
    /** A qcow2 image. */
    QCOW2("qcow2", "", ""),
    /** An empty qcow2 image over a full one. */
    OVERLAY("qcow2", "", ""),
    /** An encrypted disk. */
    LUKS("luks", "key-secret=s,iter-time=10", ",key-secret=s"),
    /** An empty qcow2 image: each write to a new place must find a cluster for it. */
    EMPTY("qcow2", "", "");

    /** The length of each disk but {@link #EMPTY}. */
    private static final long BYTES = 256L << 20;

    /** So long that a second of writing does not fill it. */
    private static final long EMPTY_BYTES = 2L << 30;

    private static final List<String> SECRET =
            List.of("--object", "secret,id=s,data=benchmark-passphrase");

    private final String format;
    private final String creation;
    private final String opening;

    DiskKind(String format, String creation, String opening) {
        this.format = format;
        this.creation = creation;
        this.opening = opening;
    }

    /** The format's name for every server. */
    public String format() {
        return format;
    }

    /** What opens it, as keys and values. */
    String driver() {
        return "driver=" + format + opening;
    }

    /** The arguments by which a program knows the secret, if there is one. */
    List<String> secret() {
        return opening.isEmpty() ? List.of() : SECRET;
    }

    /**
     * Makes what each server gets a copy of.
     *
     * @param tool what makes images
     * @param folder an empty folder
     */
    public Path make(ImageTool tool, Path folder) throws IOException, InterruptedException {
        var made = folder.resolve("made." + format);
        if (this == EMPTY) {
            tool.run("create", "-q", "-f", format, made.toString(), EMPTY_BYTES + "");
        } else if (this == RAW) {
            PagedFile.random(made, BYTES);
        } else {
            var raw = folder.resolve("made.raw");
            PagedFile.random(raw, BYTES);
            convert(tool, raw, made);
            Files.delete(raw);
        }
        return made;
    }

    /**
     * Makes the image of one server, written out and in the page cache.
     *
     * @param made what was made for all
     * @param folder an empty folder
     */
    public Path copy(ImageTool tool, Path made, Path folder)
            throws IOException, InterruptedException {
        var image = folder.resolve("disk." + format);
        PagedFile.copy(made, image);
        return this == OVERLAY ? overlay(tool, folder, image) : image;
    }

    private void convert(ImageTool tool, Path raw, Path made)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("convert"));
        arguments.addAll(secret());
        if (!creation.isEmpty()) {
            arguments.addAll(List.of("-o", creation));
        }
        arguments.addAll(List.of("-f", "raw", "-O", format, raw.toString(), made.toString()));
        tool.runPatiently(arguments.toArray(String[]::new));
    }

    private static Path overlay(ImageTool tool, Path folder, Path full)
            throws IOException, InterruptedException {
        var top = folder.resolve("top.qcow2");
        tool.run(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                full.toString(),
                top.toString());
        return top;
    }
}
