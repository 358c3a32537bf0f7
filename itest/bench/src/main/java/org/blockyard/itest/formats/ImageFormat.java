package org.blockyard.itest.formats;

import java.util.List;
import java.util.Set;

/**
 * An image format.
 *
 * @param name its name, for the product and for the peer
 * @param traits what can be said of all its images
 * @param variants the ways to make its images, the usual one first; none if they are only read
 */
public record ImageFormat(String name, Set<Trait> traits, List<Variant> variants) {
    static ImageFormat of(String name, Set<Trait> traits, Variant... variants) {
        var all = List.of(variants).stream().map(one -> one.of(name)).toList();
        return new ImageFormat(name, traits, all);
    }

    /** Whether that is true of it. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The symbolic name of the bundle that has its driver. */
    public String bundle() {
        return "org.blockyard.format-" + name;
    }

    /** The variants that can be written at any place again and again. */
    public List<Variant> rewritable() {
        return variants.stream().filter(one -> !one.is(Quality.FROZEN)).toList();
    }

    /** What opens an image of it that somebody else made. */
    public Variant foreign() {
        return made("");
    }

    /** The way to make its images with these options. */
    public Variant made(String options) {
        return Variant.made(options).of(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
