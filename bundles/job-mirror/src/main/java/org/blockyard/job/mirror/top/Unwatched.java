package org.blockyard.job.mirror.top;

import java.io.IOException;

/** Writes that no mirror looks at. */
final class Unwatched implements GuestWrites {
    @Override
    public boolean blocking() {
        return false;
    }

    @Override
    public void written(long offset, long length) {}

    @Override
    public boolean both(long offset, long length, SourceWrite source, TargetWrite target)
            throws IOException {
        return source.run();
    }

    @Override
    public void alone(long offset, long length, SourceWrite source) throws IOException {
        source.run();
    }

    @Override
    public void lost() {}
}
