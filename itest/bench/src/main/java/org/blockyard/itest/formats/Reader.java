package org.blockyard.itest.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockyard.itest.kit.Programs;

/** A program that reads images and has nothing in common with the product or the peer. */
public enum Reader {
    /** 7-Zip. */
    SEVEN_ZIP("7z", "p7zip-full"),
    /** libqcow, for the first two versions and compressed clusters. */
    LIBQCOW("pyqcow", "python3-libqcow"),
    /** libvhdi, for both formats of Microsoft. */
    LIBVHDI("pyvhdi", "python3-libvhdi"),
    /** libvmdk, with all extents. */
    LIBVMDK("pyvmdk", "python3-libvmdk");

    /** Another Python may come first on the path, without these modules. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String COPY =
            """
            import importlib, sys
            module, image, raw = importlib.import_module(sys.argv[1]), sys.argv[2], sys.argv[3]
            source = module.handle() if sys.argv[1] == "pyvmdk" else module.file()
            source.open(image)
            if sys.argv[1] == "pyvmdk":
                source.open_extent_data_files()
            below = [module.file() for name in sys.argv[4:]]
            for name, upper, parent in zip(sys.argv[4:], [source] + below, below):
                parent.open(name)
                upper.set_parent(parent)
            left = source.get_media_size()
            with open(raw, "wb") as target:
                while left:
                    piece = source.read_buffer(min(left, 1 << 20))
                    if not piece:
                        sys.exit("it ends %d bytes before its end" % left)
                    target.write(piece)
                    left -= len(piece)
            """;

    private final String name;
    private final String debian;

    Reader(String name, String debian) {
        this.name = name;
        this.debian = debian;
    }

    /**
     * The command that writes what it reads from an image to a raw file.
     *
     * @param parents the images below, from the upper to the lowest, of those that take them
     */
    public List<String> command(Path image, Path raw, Path... parents) {
        var files = Stream.concat(Stream.of(image, raw), Stream.of(parents)).map(Path::toString);
        var program =
                this == SEVEN_ZIP
                        ? Stream.of("sh", "-c", "exec 7z x -so \"$0\" > \"$1\"")
                        : Stream.of(PYTHON, "-c", COPY, name);
        return Stream.concat(program, files).toList();
    }

    /** Why it can't be used here; nothing if it can. */
    public Optional<String> missing() throws IOException, InterruptedException {
        boolean there =
                this == SEVEN_ZIP
                        ? Programs.exists(name)
                        : Programs.exists(PYTHON)
                                && new ProcessBuilder(PYTHON, "-c", "import " + name)
                                                .redirectErrorStream(true)
                                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                                .start()
                                                .waitFor()
                                        == 0;
        return there ? Optional.empty() : Optional.of(debian + " is not installed");
    }
}
