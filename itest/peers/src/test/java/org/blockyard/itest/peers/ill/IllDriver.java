package org.blockyard.itest.peers.ill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;

/**
 * A driver that is ill in one way and else does what another driver in its bundle does. What ails
 * it stands in the bundle's file {@code illness}: the class of the other driver, the {@link
 * Illness}, and whether it breaks out only once the driver serves, so that a rehearsal sees nothing
 * of it.
 */
public final class IllDriver implements BlockDriver<Record> {
    private final BlockDriver<Record> sound;
    private final Illness illness;
    private final boolean onlyLive;

    /** A driver with what its bundle says. */
    public IllDriver() {
        try (var file = Objects.requireNonNull(IllDriver.class.getResourceAsStream("/illness"))) {
            var words = new String(file.readAllBytes(), StandardCharsets.UTF_8).split(" ");
            sound = sound(words[0]);
            illness = Illness.valueOf(words[1]);
            onlyLive = Boolean.parseBoolean(words[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // it is given only what it has read itself
    private static BlockDriver<Record> sound(String type) {
        try {
            return (BlockDriver<Record>) Class.forName(type).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public DriverKind kind() {
        return sound.kind();
    }

    @Override
    public OptionSchema<Record> options() {
        return sound.options();
    }

    @Override
    public BlockDevice open(Record options, OpenContext context) throws IOException {
        if (onlyLive && context.inactive()) {
            return sound.open(options, context);
        }
        if (illness == Illness.REFUSES) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "this driver does not feel well");
        }
        if (illness == Illness.HANGS_IN_OPEN) {
            IllDevice.hang();
        }
        var borrowed = new Borrowed(context);
        return IllDevice.of(sound.open(options, borrowed.context()), illness, borrowed);
    }
}
