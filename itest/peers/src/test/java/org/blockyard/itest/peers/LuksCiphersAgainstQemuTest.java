package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every cipher with every mode and every kind of initialisation vectors, and all hashes in turn:
 * what one of two implementations makes and writes the other reads, both ways, and what goes
 * together for one does for the other. The system property {@code luks.every}, 1 for all, says of
 * how many combinations one is tried.
 */
class LuksCiphersAgainstQemuTest {
    private static final int EVERY = Integer.getInteger("luks.every", 13);

    private static final List<String> CIPHERS =
            List.of(
                    "aes-128",
                    "aes-192",
                    "aes-256",
                    "serpent-128",
                    "serpent-192",
                    "serpent-256",
                    "twofish-128",
                    "twofish-192",
                    "twofish-256",
                    "cast5-128");
    private static final List<String> MODES = List.of("xts", "cbc", "ctr", "ecb");

    /** A cipher takes the essiv of a hash that is as long as one of its keys. */
    private static final List<String> VECTORS =
            List.of(
                    "plain",
                    "plain64",
                    "essiv,ivgen-hash-alg=sha256",
                    "essiv,ivgen-hash-alg=md5",
                    "essiv,ivgen-hash-alg=sha1");

    private static final List<String> HASHES =
            List.of("sha256", "sha1", "sha512", "ripemd160", "sha384", "sha224", "md5");

    /** Where numbers of sectors get more bits than the vectors of {@code plain} have. */
    private static final long WRAP = 2L << 40;

    private static final String ACROSS = WRAP - (32 << 10) + " 64k";

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        Tool.requires("qemu-img", "qemu-io");
    }

    @TestFactory
    Stream<DynamicTest> whatOneEncryptsTheOtherDecrypts() {
        var all = new ArrayList<Combination>();
        for (var cipher : CIPHERS) {
            for (var mode : MODES) {
                for (var vectors : peerSurvives(cipher, mode) ? VECTORS : List.<String>of()) {
                    var hash = HASHES.get(all.size() % HASHES.size());
                    all.add(new Combination(cipher, mode, vectors, hash));
                }
            }
        }
        var tried = new ArrayList<Combination>();
        for (int i = 0; i < all.size(); i += EVERY) {
            tried.add(all.get(i));
        }
        return InTwos.run(tried, this::tryOut).entrySet().stream()
                .map(e -> dynamicTest(e.getKey().toString(), e.getValue()));
    }

    /** A key of 24 bytes is an assertion for it that fails; xts takes two. */
    private static boolean peerSurvives(String cipher, String mode) {
        return !cipher.endsWith("192") || mode.equals("xts");
    }

    private record Combination(String cipher, String mode, String vectors, String hash) {
        String options() {
            return ("key-secret=s,iter-time=10,cipher-alg=%s,cipher-mode=%s,ivgen-alg=%s,hash-alg=%s")
                    .formatted(cipher, mode, vectors, hash);
        }
    }

    private void tryOut(Combination combination) {
        int theirs = create(Side.THEIRS, combination);
        assertEquals(theirs, create(Side.OURS, combination), "whether they go together");
        if (theirs == 0) {
            for (var maker : Side.values()) {
                var image = image(maker, combination);
                io(maker, image, "write -P 1 0 64k", "write -P 2 " + ACROSS);
                io(maker.other(), image, "read -P 1 0 64k", "read -P 2 " + ACROSS);
            }
        }
    }

    private int create(Side side, Combination combination) {
        var words = new ArrayList<>(List.of("create", "-q"));
        words.addAll(secret());
        words.addAll(List.of("-f", "luks", "-o", combination.options()));
        words.addAll(List.of(image(side, combination), Long.toString(WRAP + (1 << 20))));
        return side.run("img", words).status();
    }

    private String image(Side maker, Combination combination) {
        return folder.resolve(maker + combination.toString().replaceAll("\\W+", "-")).toString();
    }

    private static List<String> secret() {
        return List.of("--object", "secret,id=s,data=letmein");
    }

    private static void io(Side side, String image, String... commands) {
        var words = new ArrayList<>(secret());
        for (var command : commands) {
            words.addAll(List.of("-c", command));
        }
        words.addAll(List.of("--image-opts", "driver=luks,key-secret=s,file.filename=" + image));
        side.run("io", words).ok();
    }
}
