package org.blockyard.itest.fuzz.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;

/** What must hold of two images to which the same was done. */
final class Comparison {
    private static final int LEAKS = 3;

    private final Sides sides;
    private final Random random;

    Comparison(Sides sides, Random random) {
        this.sides = sides;
        this.random = random;
    }

    /** All of it: both are sound, and hold the same. */
    void all() throws IOException, InterruptedException {
        for (var image : sides.images()) {
            check(image);
        }
        content();
        bitmaps();
        if (random.nextInt(4) == 0) {
            map(sides.images().get(random.nextInt(2)));
        }
    }

    /** Mends what a kill may have left: leaks, and the counts of an image with lazy ones. */
    void mendAfterKill() throws IOException, InterruptedException {
        for (var image : sides.images()) {
            if (sides.kind().has("lazy_refcounts=on")) {
                mend(image, "all");
            }
            var check = sides.words(List.of("check"), image);
            var theirs = sides.peer(check);
            agree(check, theirs);
            if (theirs.status() == LEAKS) {
                mend(image, "leaks");
            } else if (theirs.status() != 0) {
                throw new Finding("check of " + image + " after a kill: " + theirs);
            }
        }
    }

    private void mend(String image, String what) throws IOException, InterruptedException {
        var words = sides.words(List.of("check", "-r", what), image);
        var mended = random.nextBoolean() ? Run.ours("img", words) : sides.peer(words);
        if (mended.status() != 0) {
            throw new Finding(what + " of " + image + " is not mended: " + mended);
        }
    }

    private void check(String image) throws IOException, InterruptedException {
        var words = sides.words(List.of("check"), image);
        var theirs = sides.peer(words);
        if (theirs.status() != 0) {
            throw new Finding("check of " + image + ": " + theirs);
        }
        if (random.nextInt(3) == 0) {
            agree(words, theirs);
        }
    }

    private static void agree(List<String> check, Run.Outcome theirs) {
        var us = Run.ours("img", check);
        if (theirs.status() != us.status()) {
            throw new Finding(check + " tells us " + us + "\nthem " + theirs);
        }
    }

    private void content() throws IOException, InterruptedException {
        var words = sides.words(List.of("compare", "-q"), sides.images().getFirst());
        words.add(sides.kind().reference(sides.images().getLast()).getLast());
        var compared = sides.peer(words);
        if (compared.status() != 0) {
            throw new Finding("contents differ: " + compared);
        }
    }

    private void bitmaps() throws IOException {
        var ours = BitmapBits.read(Path.of(sides.images().getFirst()));
        var theirs = BitmapBits.read(Path.of(sides.images().getLast()));
        if (!ours.keySet().equals(theirs.keySet())) {
            throw new Finding("bitmaps: ours " + ours.keySet() + ", theirs " + theirs.keySet());
        }
        for (var name : ours.keySet()) {
            var mine = ours.get(name);
            var other = theirs.getOrDefault(name, mine);
            if (!mine.equals(other)) {
                throw new Finding("bitmap " + name + " differs in " + mine.difference(other));
            }
        }
    }

    /** Both tools tell the same of the same image. */
    private void map(String image) throws IOException, InterruptedException {
        var words = sides.words(new ArrayList<>(List.of("map", "--output=json")), image);
        var ours = Run.ours("img", words);
        var theirs = sides.peer(words);
        // QEMU 7.2 does not tell what is compressed, and joins it with what is not
        if (ours.out().contains("\"compressed\": true")) {
            return;
        }
        boolean same = MapExtent.parse(ours.out()).equals(MapExtent.parse(theirs.out()));
        if (!same || ours.status() != theirs.status()) {
            throw new Finding(
                    "map of " + image + ": ours\n" + ours.out() + "\ntheirs\n" + theirs.out());
        }
    }
}
