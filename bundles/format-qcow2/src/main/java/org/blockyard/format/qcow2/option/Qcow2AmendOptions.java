package org.blockyard.format.qcow2.option;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * What can be changed of an image that is there.
 *
 * @param backingFile the file below it; only as it is, for {@code rebase} changes it
 * @param backingFmt its format; only as it is
 * @param version the format's version
 * @param dataFile the name of the external data file, if it has one
 * @param dataFileRaw whether the data file is a raw image by itself; can only be given up
 * @param encrypt key slots
 * @param lazyRefcounts whether reference counts may be written late
 * @param refcountBits the width of a reference count
 * @param size the disk's length
 */
public record Qcow2AmendOptions(
        @Option("File name of a base image") Optional<String> backingFile,
        @Option("Image format of the base image") Optional<String> backingFmt,
        @Option(
                        value = "Compatibility level (v2 [0.10] or v3 [1.1])",
                        legacy = "compat",
                        legacyValues = {"0.10=v2", "1.1=v3"})
                Optional<Qcow2CreateOptions.Version> version,
        @Option("File name of an external data file") Optional<String> dataFile,
        @Option("The external data file must stay valid as a raw image")
                Optional<Boolean> dataFileRaw,
        @Option("Change key slots") Optional<Qcow2SlotOptions> encrypt,
        @Option("Postpone refcount updates") Optional<Boolean> lazyRefcounts,
        @Option("Width of a reference count entry in bits") Optional<Integer> refcountBits,
        @Option(value = "Virtual disk size", size = true, min = 0) Optional<Long> size) {}
