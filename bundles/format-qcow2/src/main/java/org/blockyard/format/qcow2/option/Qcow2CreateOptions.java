package org.blockyard.format.qcow2.option;

import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.option.Branch;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a qcow2 image is made. The order is that in which {@code img create} tells what it makes.
 *
 * @param file the node that is to hold it
 * @param clusterSize bytes of a cluster
 * @param extendedL2 whether clusters have subclusters
 * @param preallocation what is given space at once, nothing without it
 * @param compressionType how clusters are packed
 * @param size the disk's length
 * @param version the format's version, 3 without it
 * @param backingFile the file below it, as it is to be recorded
 * @param backingFmt its format
 * @param dataFile the node that holds guest data
 * @param dataFileRaw whether the data file is a raw image by itself
 * @param lazyRefcounts whether reference counts may be written late
 * @param refcountBits the width of a reference count
 * @param encrypt how guest data are encrypted
 */
public record Qcow2CreateOptions(
        @Option("node that is to hold the image") ChildRef file,
        @Option(
                        value = "bytes of a cluster, a power of two from 512 to 2M",
                        size = true,
                        byDefault = "64K")
                int clusterSize,
        @Option(value = "divide clusters into subclusters", byDefault = "off") boolean extendedL2,
        @Option("what is given space at once (off)") Optional<Preallocation> preallocation,
        @Option(value = "how clusters are packed", byDefault = "zlib")
                CompressionType compressionType,
        @Option(value = "length of the disk", size = true, min = 0) long size,
        @Option(
                        value = "version of the format (v3)",
                        legacy = "compat",
                        legacyValues = {"0.10=v2", "1.1=v3"})
                Optional<Version> version,
        @Option(value = "name of the file below it", max = 1023) Optional<String> backingFile,
        @Option("format of the file below it") Optional<String> backingFmt,
        @Option("node that holds guest data") Optional<ChildRef> dataFile,
        @Option("keep the data file a raw image by itself (off)") Optional<Boolean> dataFileRaw,
        @Option(value = "write reference counts late", byDefault = "off") boolean lazyRefcounts,
        @Option(value = "width of a reference count, a power of two up to 64", byDefault = "16")
                int refcountBits,
        @Option("how guest data are encrypted") Optional<Qcow2Encryption> encrypt) {
    /** The versions of the format. */
    public enum Version {
        /** As QEMU 0.10 had it. */
        @Branch("v2")
        V2,
        /** As QEMU 1.1 has it. */
        @Branch("v3")
        V3
    }

    /** The ways of packing clusters. */
    public enum CompressionType {
        /** Deflate. */
        @Branch("zlib")
        ZLIB,
        /** Zstandard. */
        @Branch("zstd")
        ZSTD
    }
}
