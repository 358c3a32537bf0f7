package org.blockyard.itest.fuzz.images;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;

/**
 * What is done with a damaged image. What the tools say of it does not matter, unless they say that
 * a driver used a number of the image without having looked at it.
 */
public enum Plan {
    LOOK {
        @Override
        public void run(Image image) {
            image.img("info", "--backing-chain", "--output=json");
            image.img("map", "--max-length", "64M", "--output=json");
            image.img("measure", "-O", "qcow2");
            image.img("snapshot", "-l");
        }
    },
    READ {
        @Override
        public void run(Image image) {
            image.io("-r", "info", "read -q 0 4M", "read -q 4M 12M", "alloc 0 16M", "length");
            image.io("-r", "read -q 1000 100000", "map");
        }
    },
    CHECK {
        @Override
        public void run(Image image) {
            image.img("check", "--output=json");
        }
    },
    WRITE {
        @Override
        public void run(Image image) {
            image.io("write -q 0 64k", "write -qz 1M 1M", "discard -q 2M 1M", "flush");
            image.io(
                    "write -q 3M 64k", "write -qc 5M 64k", "read -q 0 16M", "reopen", "alloc 0 6M");
        }
    },
    SNAPSHOTS {
        @Override
        public void run(Image image) {
            image.img("snapshot", "-c", "new");
            image.img("snapshot", "-a", "snap");
            image.img("snapshot", "-d", "1");
            image.img("snapshot", "-d", "other");
        }
    },
    BITMAPS {
        @Override
        public void run(Image image) {
            image.after("bitmap", List.of("--add"), "new");
            image.after("bitmap", List.of("--merge", "map"), "new");
            image.io("write -q 1M 64k");
            image.after("bitmap", List.of("--clear"), "map");
            image.after("bitmap", List.of("--remove"), "map");
        }
    },
    LEAKS {
        @Override
        public void run(Image image) {
            image.img("check", "-r", "leaks");
            image.io("write -q 0 64k", "read -q 0 6M");
        }
    },
    REPAIR {
        @Override
        public void run(Image image) {
            image.img("check", "-r", "all");
            image.io("write -q 0 64k", "read -q 0 6M");
        }
    },
    RESIZE {
        @Override
        public void run(Image image) {
            image.after("resize", List.of("-q"), "+1M");
            image.after("resize", List.of("-q", "--shrink"), "2M");
        }
    },
    AMEND {
        @Override
        public void run(Image image) {
            image.img("amend", "-o", "lazy_refcounts=on");
            image.img("amend", "-o", "compat=0.10");
            image.img("amend", "-o", "compat=1.1");
            image.img("amend", "-o", "refcount_bits=8");
            image.img("rebase", "-u", "-b", "");
        }
    };

    /** What the kernel says to drivers that ask for what there can't be. */
    private static final Pattern UNBOUNDED =
            Pattern.compile(
                    "a request of -?\\d+ bytes at offset -?\\d+ goes beyond the end"
                            + "|a buffer of -?\\d+ bytes is more than there is"
                            + "|no memory left for a buffer"
                            + "|the driver tells a negative length");

    /** Does it with an image. */
    public abstract void run(Image image);

    /**
     * A damaged image.
     *
     * @param reference what names it to the tools
     */
    public record Image(List<String> reference) {
        int img(String... words) {
            return after(words[0], List.of(words).subList(1, words.length));
        }

        int after(String command, List<String> options, String... last) {
            var all = new ArrayList<String>();
            all.add(command);
            all.addAll(options);
            boolean noFormat = command.equals("snapshot") && reference.getFirst().equals("-f");
            all.addAll(noFormat ? reference.subList(2, 3) : reference);
            all.addAll(List.of(last));
            var outcome = Run.ours("img", all);
            requireBounded("img", all, outcome);
            return outcome.status();
        }

        void io(String... lines) {
            var words = new ArrayList<>(List.of("-d", "unmap"));
            for (var line : lines) {
                words.addAll(line.equals("-r") ? List.of(line) : List.of("-c", line));
            }
            words.addAll(reference);
            requireBounded("io", words, Run.ours("io", words));
        }

        private static void requireBounded(String tool, List<String> words, Run.Outcome outcome) {
            if (UNBOUNDED.matcher(outcome.out() + outcome.err()).find()) {
                throw new Finding(tool + " " + String.join(" ", words) + ": " + outcome);
            }
        }
    }
}
