package org.blockyard.protocol.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells devices by their paths, without opening them: opening may load a tray or block. */
final class DevicePaths {
    private static final int TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int MINOR_BITS = 8;
    private static final int MAJOR_MASK = 0xfff;
    private static final int CDROM_MAJOR = 11;

    private DevicePaths() {}

    /** Whether it is a device that is no CD-ROM drive. */
    static boolean isDisk(String path) {
        return isDevice(path) && !isCdrom(path);
    }

    /** Whether it is a SCSI or SATA CD-ROM drive, by its number. */
    static boolean isCdrom(String path) {
        return (attribute(path, "mode") & TYPE) == BLOCK_DEVICE
                && (attribute(path, "rdev") >> MINOR_BITS & MAJOR_MASK) == CDROM_MAJOR;
    }

    private static boolean isDevice(String path) {
        long type = attribute(path, "mode") & TYPE;
        return type == BLOCK_DEVICE || type == CHARACTER_DEVICE;
    }

    private static long attribute(String path, String name) {
        try {
            return Files.getAttribute(Path.of(path), "unix:" + name) instanceof Number n
                    ? n.longValue()
                    : 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException none) {
            return 0;
        }
    }
}
