package org.blockyard.itest.fuzz.words;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.blockyard.io.BlockException;
import org.blockyard.itest.fuzz.base.Run;
import org.blockyard.itest.fuzz.inputs.Target;
import org.blockyard.option.Json;

/**
 * Where in a command line a text stands. In the texts {@code @} is the folder to work in; a slash
 * is nothing, so that no file of another folder is ever named.
 */
enum Place {
    NAME("@image", text -> img("info", "--backing-chain", text)),
    JSON_NAME(
            "{\"driver\": \"qcow2\", \"file\": {\"driver\": \"file\", \"filename\": \"@image\"}}",
            text -> img("map", "json:" + text)),
    OPTIONS(
            "driver=qcow2,file.driver=file,file.filename=@image",
            text -> img("info", "--image-opts", text)),
    CREATION(
            "cluster_size=4k,preallocation=metadata,extended_l2=on",
            text -> img("measure", "-O", "qcow2", "-o", text, "--size", "1M")),
    AMENDMENT("lazy_refcounts=on,compat=1.1", text -> img("amend", "-o", text, "@image")),
    OBJECT("secret,id=s,data=word,format=base64", text -> img("info", "--object", text, "@image")),
    SIZE("+1.5k", text -> img("resize", "--shrink", "@image", text)),
    MEASURED("7E", text -> img("measure", "-O", "qcow2", "--size", text)),
    GRANULARITY("64k", text -> img("bitmap", "--add", "-g", text, "@image", "map")),
    BITMAP("map", text -> img("bitmap", "--add", "@image", text)),
    SNAPSHOT("snap", text -> img("snapshot", "-c", text, "@image")),
    SNAPSHOT_OPTIONS(
            "snapshot.id=1,snapshot.name=snap",
            text -> img("convert", "-l", text, "-O", "raw", "@image", "@out")),
    BLOCK("bs=64k", text -> img("dd", "if=@image", "of=@out", "count=1", text)),
    BACKING(
            "json:{\"file.driver\": \"file\", \"file.filename\": \"@raw\"}",
            text -> {
                img("rebase", "-u", "-F", "raw", "-b", text, "@image");
                img("info", "--backing-chain", "@image");
                img("map", "@image");
                img("rebase", "-u", "-b", "", "@image");
            }),
    COMMAND("write -P 7 1k 64k", Place::command),
    JSON("[1, -2.5e3, \"a\\u00e4\", {'b': null}, true]", Place::parse);

    private final String harmless;
    private final Consumer<String> use;

    Place(String harmless, Consumer<String> use) {
        this.harmless = harmless;
        this.use = use;
    }

    String harmless() {
        return harmless;
    }

    void use(String text) {
        // an output of its own would be a file in whatever folder this runs
        if (this != BLOCK || !text.contains("of=")) {
            use.accept(text.replace("/", ""));
        }
    }

    private static void img(String... words) {
        run("img", words);
    }

    private static void run(String tool, String... words) {
        var folder = Target.folder() + "/";
        Run.ours(tool, Stream.of(words).map(word -> word.replace("@", folder)).toList());
    }

    /** Not those that end the process or wait. */
    private static void command(String text) {
        if (!text.matches("(?s).*(sigraise|abort|sleep).*")) {
            run("io", "-f", "qcow2", "-c", text, "@image");
        }
    }

    private static void parse(String text) {
        try {
            var tree = Json.parse(text);
            if (!Json.write(Json.parse(Json.write(tree))).equals(Json.write(tree))) {
                throw new IllegalStateException("read again it is something else");
            }
        } catch (BlockException e) {
            // that is how it is refused
        }
    }
}
