package org.blockyard.commands.bitmap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.Platform;

/** Makes a bitmap record writes, or not. */
final class Recording implements TransactionStep {
    private final BitmapName name;
    private final Platform platform;
    private final boolean wanted;
    private boolean before;

    Recording(BitmapName name, Platform platform, boolean wanted) {
        this.name = name;
        this.platform = platform;
        this.wanted = wanted;
    }

    @Override
    public void prepare() throws IOException {
        var bitmap = name.find(platform);
        before = bitmap.recording();
        bitmap.recording(wanted);
    }

    @Override
    public void abort() {
        try {
            name.find(platform).recording(before);
        } catch (IOException e) {
            BitmapCommands.LOG.log(
                    Level.WARNING, "bitmap '" + name.name() + "' can't be set back", e);
        }
    }
}
