package org.blockyard.commands.bitmap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.blockyard.bitmap.BitmapHold;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.Platform;

/** Removes a bitmap, which later actions of the transaction can't use any more. */
final class Removal implements TransactionStep {
    private final BitmapName name;
    private final Platform platform;
    private Optional<BitmapHold> hold = Optional.empty();

    Removal(BitmapName name, Platform platform) {
        this.name = name;
        this.platform = platform;
    }

    @Override
    public void prepare() throws IOException {
        var bitmap = name.find(platform);
        bitmap.requireRemovable();
        if (!bitmap.inconsistent()) {
            hold = Optional.of(bitmap.hold("transaction"));
        }
    }

    @Override
    public void commit() {
        release();
        try {
            name.of(platform).remove(name.name());
        } catch (IOException e) {
            BitmapCommands.LOG.log(
                    Level.WARNING, "the removal of bitmap '" + name.name() + "' failed", e);
        }
    }

    @Override
    public void abort() {
        release();
    }

    private void release() {
        hold.ifPresent(BitmapHold::close);
        hold = Optional.empty();
    }
}
