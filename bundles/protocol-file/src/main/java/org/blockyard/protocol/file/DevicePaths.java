package org.blockyard.protocol.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells devices by their paths, without opening them: opening may load a tray or block. */
final class DevicePaths {
    private static final int TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    private DevicePaths() {}

    static boolean isDevice(String path) {
        try {
            int mode = (int) Files.getAttribute(Path.of(path), "unix:mode") & TYPE;
            return mode == BLOCK_DEVICE || mode == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException no) {
            return false;
        }
    }
}
