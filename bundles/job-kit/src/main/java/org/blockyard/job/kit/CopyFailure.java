package org.blockyard.job.kit;

import java.io.IOException;
import org.blockyard.io.BlockException;

/** A range could not be copied. */
public final class CopyFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean reading;
    private final BlockException why;

    private CopyFailure(boolean reading, IOException why) {
        super(why);
        this.reading = reading;
        this.why = BlockException.of(why);
    }

    /** The source could not be read. */
    public static CopyFailure reading(IOException why) {
        return new CopyFailure(true, why);
    }

    /** The target could not be written. */
    public static CopyFailure writing(IOException why) {
        return new CopyFailure(false, why);
    }

    /** Whether it was the source that failed. */
    public boolean reading() {
        return reading;
    }

    /** What went wrong. */
    public BlockException why() {
        return why;
    }
}
