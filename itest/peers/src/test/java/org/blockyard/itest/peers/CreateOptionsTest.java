package org.blockyard.itest.peers;

import static org.blockyard.itest.formats.Reader.LIBQCOW;
import static org.blockyard.itest.formats.Reader.LIBVHDI;
import static org.blockyard.itest.formats.Reader.LIBVMDK;
import static org.blockyard.itest.formats.Reader.SEVEN_ZIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.Reader;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.formats.Variant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values of create options that no other suite uses: what they make each side reads of the other,
 * programs of others read it of us, and what lies beyond a limit is refused as the peer refuses it.
 */
class CreateOptionsTest {
    private static final String QCOW2_KEY =
            "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10,";

    private static final List<Variant> MADE =
            List.of(
                    variant("raw", "preallocation=falloc"),
                    variant("raw", "preallocation=full"),
                    variant("qcow2", "cluster_size=1k,refcount_bits=2", LIBQCOW),
                    variant("qcow2", "cluster_size=2k,refcount_bits=4", LIBQCOW),
                    variant("qcow2", "cluster_size=8k,refcount_bits=32", SEVEN_ZIP, LIBQCOW),
                    variant("qcow2", "cluster_size=16k", SEVEN_ZIP, LIBQCOW),
                    variant("qcow2", "cluster_size=32k,preallocation=full", LIBQCOW),
                    variant("qcow2", "cluster_size=128k,extended_l2=on"),
                    variant("qcow2", "cluster_size=256k,preallocation=falloc", LIBQCOW),
                    variant("qcow2", "cluster_size=1M", SEVEN_ZIP, LIBQCOW),
                    variant(
                            "qcow2",
                            QCOW2_KEY
                                    + "encrypt.cipher-alg=aes-128,encrypt.cipher-mode=cbc,"
                                    + "encrypt.ivgen-alg=essiv,encrypt.ivgen-hash-alg=sha256"),
                    variant(
                            "qcow2",
                            QCOW2_KEY + "encrypt.cipher-alg=serpent-256,encrypt.hash-alg=sha512"),
                    variant("luks", "key-secret=s,iter-time=10,preallocation=falloc"),
                    variant("luks", "key-secret=s,iter-time=10,preallocation=full"),
                    variant("qed", "cluster_size=4k,table_size=16"),
                    variant("qed", "cluster_size=16k,table_size=8"),
                    variant("vmdk", "compat6=on", SEVEN_ZIP, LIBVMDK),
                    variant("vmdk", "adapter_type=buslogic,hwversion=6", SEVEN_ZIP, LIBVMDK),
                    variant("vmdk", "toolsversion=10", SEVEN_ZIP, LIBVMDK),
                    variant("vmdk", "subformat=monolithicFlat,compat6=on"),
                    variant("vmdk", "subformat=streamOptimized,zeroed_grain=on", LIBVMDK),
                    variant("vhdx", "block_size=4M,block_state_zero=on", LIBVHDI),
                    variant("vhdx", "block_size=256M,log_size=4M", LIBVHDI),
                    variant("vhdx", "subformat=fixed,block_state_zero=off", LIBVHDI),
                    variant("parallels", "cluster_size=512"),
                    variant("parallels", "cluster_size=3M"));

    private static final List<String> AT_THE_LIMITS =
            List.of(
                    "-f qcow2 -o cluster_size=256 new 1M",
                    "-f qcow2 -o cluster_size=4M new 1M",
                    "-f qcow2 -o cluster_size=65537 new 1M",
                    "-f qcow2 -o cluster_size=8k,extended_l2=on new 1M",
                    "-f qcow2 -o compat=0.10,extended_l2=on new 1M",
                    "-f qcow2 -o refcount_bits=0 new 1M",
                    "-f qcow2 -o refcount_bits=3 new 1M",
                    "-f qcow2 -o refcount_bits=128 new 1M",
                    "-f qcow2 -o compat=0.10,refcount_bits=8 new 1M",
                    "-f qcow2 -o compat=0.10,lazy_refcounts=on new 1M",
                    "-f qcow2 -o compat=0.10,compression_type=zstd new 1M",
                    "-f qcow2 -o data_file_raw=on new 1M",
                    "-f qcow2 -o cluster_size=512 new 128G",
                    "-f qcow2 -o cluster_size=512 new 129G",
                    "-f qcow2 new 2P",
                    "-f qcow2 new 2049T",
                    "-f qcow2 -u -F raw -b " + "b".repeat(1023) + " new 1M",
                    "-f qed -o cluster_size=2k new 1M",
                    "-f qed -o table_size=32 new 1M",
                    "-f qed -o cluster_size=4k,table_size=1 new 1G",
                    "-f qed -o cluster_size=4k,table_size=1 new 1025M",
                    "-f vdi new 536870785M",
                    "-f vmdk -o zeroed_grain=maybe new 1M",
                    "-f vhdx -o block_size=512M new 1M",
                    "-f vhdx -o log_size=4095M,block_size=1M new 1M",
                    "-f vhdx new 67108865M",
                    "-f vpc new 2088961M",
                    "-f parallels -o cluster_size=513 new 1M",
                    "-f luks -o key-secret=none new 1M",
                    "-f luks new 1M");

    @TempDir static Path folder;
    private static TestDisk disk;

    private static Variant variant(String format, String options, Reader... readers) {
        return new Variant(format, options, Set.of(), List.of(readers));
    }

    @BeforeAll
    static void makeDisk() throws IOException {
        Tool.requires("qemu-img");
        disk = TestDisk.make(folder.resolve("disk"), 23);
    }

    /** What is made and where. */
    private record Case(Variant variant, int number) {
        @Override
        public String toString() {
            return variant.toString();
        }

        void run() throws Exception {
            for (var maker : Side.values()) {
                var image = folder.resolve(maker + "" + number).toString();
                ConversionsTest.run(maker, variant.fromRaw(disk.raw() + "", image));
                maker.other().run("img", variant.compare(disk.raw() + "", image)).ok();
                if (Formats.named(variant.format()).is(Trait.CHECKED)) {
                    check(maker, image);
                }
            }
            var ours = folder.resolve(Side.OURS + "" + number);
            assertEquals(told(Side.THEIRS, ours), told(Side.OURS, ours));
            for (var reader : variant.readers()) {
                var copy = folder.resolve("copy" + number);
                var missing = reader.missing();
                assertTrue(missing.isEmpty() || System.getenv("CI") == null, missing::toString);
                if (missing.isEmpty()) {
                    Tool.run(reader.command(ours, copy), Map.of()).ok();
                    disk.assertIs(copy, false);
                }
            }
        }

        /** Ours are good; we find in the peer's what it finds there itself. */
        private void check(Side maker, String image) {
            var found = Side.THEIRS.run("img", words("check", image));
            if (maker == Side.OURS) {
                found.ok();
            } else {
                Side.OURS.run("img", words("check", image)).status(found.status());
            }
        }

        private List<String> words(String command, String image) {
            var words = new ArrayList<>(List.of(command, "--output=json"));
            words.addAll(variant.open(image));
            return words;
        }

        private Object told(Side side, Path image) {
            return Told.comparable(side.run("img", words("info", image + "")).ok().out());
        }
    }

    @TestFactory
    Stream<DynamicTest> whatOneMakesOthersRead() {
        var cases =
                IntStream.range(0, MADE.size()).mapToObj(i -> new Case(MADE.get(i), i)).toList();
        return InTwos.run(cases, Case::run).entrySet().stream()
                .map(e -> dynamicTest(e.getKey().toString(), e.getValue()));
    }

    @TestFactory
    Stream<DynamicTest> limitsAreThoseOfThePeer() throws IOException {
        var nothing = Files.createDirectory(folder.resolve("nothing"));
        return InTwos.run(AT_THE_LIMITS, line -> tryOut(nothing, line)).entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), e.getValue()));
    }

    /** Ours may add what it could be instead. */
    private static void tryOut(Path nothing, String line) throws IOException {
        var pair = new ToolPair(nothing, folder);
        var theirs = pair.tryThem("img create -q " + line);
        var ours = pair.tryUs("img create -q " + line);
        assertEquals(theirs.status(), ours.status(), line + "\n" + theirs.err() + ours.err());
        var complaint = theirs.err().strip();
        assertEquals(complaint, ours.err().lines().findFirst().orElse("").strip(), line);
    }
}
