package org.blockyard.itest.formats;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A way to make images of a format, and the words by which the tools make and open them.
 *
 * @param format the format's name
 * @param options the options of its creation; empty for none
 * @param qualities what can be said of the images
 * @param readers programs besides the peer that read such images
 */
public record Variant(String format, String options, Set<Quality> qualities, List<Reader> readers) {
    private static final List<String> SECRET = List.of("--object", "secret,id=s,data=word");

    /** A variant of a format that is still to be named. */
    static Variant made(String options, Quality... qualities) {
        var all = EnumSet.noneOf(Quality.class);
        all.addAll(List.of(qualities));
        return new Variant("", options, Set.copyOf(all), List.of());
    }

    /** The same, read by these programs too. */
    Variant readBy(Reader... programs) {
        return new Variant(format, options, qualities, List.of(programs));
    }

    Variant of(String name) {
        return new Variant(name, options, qualities, readers);
    }

    /** Whether that is true of such images. */
    public boolean is(Quality quality) {
        return qualities.contains(quality);
    }

    /** Whether it takes a password to open it. */
    public boolean secret() {
        return options.contains("key-secret");
    }

    /** The words of {@code create} and after. */
    public List<String> create(String image, long size) {
        var words = new ArrayList<>(List.of("create", "-q", "-f", format));
        words.addAll(secrets());
        words.addAll(creation());
        words.addAll(List.of(image, Long.toString(size)));
        return words;
    }

    /** The words of {@code create} and after, over an image of the same. */
    public List<String> over(String backing, String image) {
        var words = new ArrayList<>(List.of("create", "-q", "-f", format, "-F", format));
        words.addAll(creation());
        words.addAll(List.of("-b", backing, image));
        return words;
    }

    /** The words of {@code convert} and after that make an image of it from a raw one. */
    public List<String> fromRaw(String raw, String image) {
        return made("").of("raw").convert(raw, this, image);
    }

    /** The words of {@code convert} and after that make a raw image of what it holds. */
    public List<String> toRaw(String image, String raw) {
        return convert(image, made("").of("raw"), raw);
    }

    /** The words of {@code convert} and after that make an image of another variant from it. */
    public List<String> convert(String image, Variant to, String target) {
        var words = new ArrayList<>(List.of("convert"));
        words.addAll(secret() || to.secret() ? SECRET : List.of());
        words.addAll(to.is(Quality.COMPRESSED) ? List.of("-c") : List.of());
        words.addAll(List.of("-O", to.format));
        words.addAll(to.creation());
        words.addAll(List.of("--image-opts", opened(image), target));
        return words;
    }

    /** The words of {@code compare} and after, with a raw image. */
    public List<String> compare(String raw, String image) {
        var words = new ArrayList<>(List.of("compare"));
        words.addAll(secrets());
        words.addAll(List.of("--image-opts", "driver=raw,file.filename=" + raw, opened(image)));
        return words;
    }

    /** The words that name an image to any command, in front of what follows. */
    public List<String> open(String image) {
        if (!secret()) {
            return List.of("-f", format, image);
        }
        var words = new ArrayList<>(SECRET);
        words.addAll(List.of("--image-opts", opened(image)));
        return words;
    }

    /** What opens an image, as keys and values. */
    public String opened(String image) {
        return "driver=" + format + opening() + ",file.filename=" + image;
    }

    /** The keys and values that such an image takes to be opened, each behind a comma. */
    public String opening() {
        var key = options.contains("encrypt.") ? ",encrypt.key-secret=s" : ",key-secret=s";
        return secret() ? key : "";
    }

    /** The words by which a program knows the password, if there is one. */
    public List<String> secrets() {
        return secret() ? SECRET : List.of();
    }

    private List<String> creation() {
        return options.isEmpty() ? List.of() : List.of("-o", options);
    }

    @Override
    public String toString() {
        return format
                + (options.isEmpty() ? "" : " " + options)
                + (is(Quality.COMPRESSED) ? " compressed" : "");
    }
}
