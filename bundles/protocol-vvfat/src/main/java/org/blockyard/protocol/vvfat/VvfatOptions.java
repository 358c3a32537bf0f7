package org.blockyard.protocol.vvfat;

import org.blockyard.option.Option;

/**
 * The options of a folder as a disk.
 *
 * @param dir the folder
 * @param fatType 12, 16 or 32; 0 for what suits the disk
 * @param floppy whether it is a floppy disk, without a partition table
 * @param label the volume's label
 * @param rw whether what a guest writes becomes files
 */
public record VvfatOptions(
        @Option("the folder that is shown as a disk") String dir,
        @Option(
                        value = "bits of a FAT entry: 12, 16 or 32; 0 for 16, or 12 on a floppy",
                        byDefault = "0")
                long fatType,
        @Option(value = "show a floppy disk instead of a hard disk", byDefault = "off")
                boolean floppy,
        @Option(value = "volume label, at most 11 characters", byDefault = "QEMU VVFAT")
                String label,
        @Option(value = "turn what is written into files of the folder", byDefault = "off")
                boolean rw) {}
