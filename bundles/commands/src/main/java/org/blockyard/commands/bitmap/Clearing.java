package org.blockyard.commands.bitmap;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.Platform;

/** Makes a bitmap clean. */
final class Clearing implements TransactionStep {
    private final BitmapName name;
    private final Platform platform;
    private Optional<Changed> changed = Optional.empty();

    private record Changed(DirtyBits bits, DirtyBits before) {}

    Clearing(BitmapName name, Platform platform) {
        this.name = name;
        this.platform = platform;
    }

    @Override
    public void prepare() throws IOException {
        var bitmap = name.find(platform);
        bitmap.requireModifiable();
        var bits = bitmap.bits();
        changed = Optional.of(new Changed(bits, bits.copy()));
        bits.clear();
    }

    @Override
    public void abort() {
        changed.ifPresent(undo -> undo.bits().add(undo.before()));
    }

    @Override
    public void clean() {
        changed = Optional.empty();
    }
}
