package org.blockyard.format.dmg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of Apple's disk images (UDIF), which are only read. */
@Provide(services = BlockDriver.class, name = DmgDriver.NAME)
public final class DmgDriver implements BlockDriver<DmgOptions>, Probing {
    static final String NAME = "dmg";

    private static final String ENDING = ".dmg";

    /** More than raw's, less than a magic number's: what tells it is at the file's end. */
    private static final int LIKELY = 2;

    /** Made by the platform. */
    public DmgDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<DmgOptions> options() {
        return OptionSchema.of(DmgOptions.class);
    }

    @Override
    public BlockDevice open(DmgOptions options, OpenContext context) throws IOException {
        context.openedReadOnly();
        var child =
                context.child(
                        "file",
                        options.file(),
                        Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY));
        var file = new ImageFile(child);
        var chunks = new ImageTables(file).chunks();
        return new DmgDevice(chunks, file, context.buffers());
    }

    /** By the name alone, as the image begins with its data. */
    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        boolean named =
                fileName.filter(name -> name.endsWith(ENDING) && name.length() > ENDING.length())
                        .isPresent();
        return named ? LIKELY : NO;
    }
}
