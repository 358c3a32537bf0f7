package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.DebugPoints;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Layers;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.path.ChainStatus;
import org.blockyard.kernel.internal.path.NodeChannel;
import org.blockyard.kernel.internal.path.OpenDevice;
import org.blockyard.kernel.internal.path.RequestPath;

/**
 * One driver instance's way to a child. Revoked with its instance: what the driver does afterwards
 * fails and changes nothing.
 */
public final class ChildHandle extends NodeChannel implements Child {
    private final Hold hold;
    private volatile boolean revoked;

    /** A handle on a hold. */
    public ChildHandle(Hold hold) {
        super(hold.target().path());
        this.hold = hold;
    }

    /** The hold on which it is. */
    public Hold hold() {
        return hold;
    }

    /** Makes all further calls fail. */
    public void revoke() {
        revoked = true;
        lead(RequestPath.gone(nodeName(), "this hold on node '" + nodeName() + "' was revoked"));
    }

    /** Follows the hold to the node that it holds now. */
    public void follow() {
        if (!revoked) {
            lead(hold.target().path());
        }
    }

    @Override
    public String name() {
        return hold.as();
    }

    @Override
    public String nodeName() {
        return hold.target().name();
    }

    @Override
    public String fileName() {
        return hold.target().fileName();
    }

    @Override
    public long length() {
        return hold.target().length();
    }

    @Override
    public Limits limits() {
        return hold.target().limits();
    }

    @Override
    public boolean writable() {
        return hold.wanted().contains(Permission.WRITE) && !hold.target().readOnly();
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        requireAlive();
        if (!hold.wanted().contains(Permission.RESIZE)) {
            throw new BlockException(
                    ErrorKind.DENIED,
                    "node '" + nodeName() + "' is not held for changing its length");
        }
        hold.target().resizing().resizeTo(length, preallocation, exact, this::requireAlive);
    }

    @Override
    public Optional<ImageDescription> description() throws IOException {
        requireAlive();
        return Optional.of(hold.target().describe()).filter(d -> d != ImageDescription.EMPTY);
    }

    @Override
    public Extent content(long offset, long length) throws IOException {
        var found = ChainStatus.at(this, offset, length, Optional.empty());
        boolean zeroes = found.zero();
        return zeroes ? Extent.zero(found.length()) : Extent.data(found.length());
    }

    @Override
    public boolean reaches(Child other) {
        return other instanceof ChildHandle handle && hold.target().reaches(handle.hold().target());
    }

    @Override
    public void settle() throws IOException {
        settleAll();
    }

    @Override
    public String driver() {
        return hold.target().driver();
    }

    @Override
    public boolean resizable() {
        return !revoked && hold.wanted().contains(Permission.RESIZE);
    }

    @Override
    public OptionalInt compressedUnit() {
        var device = device(Compressing.class);
        return device.isPresent()
                ? OptionalInt.of(device.get().compressedUnit())
                : OptionalInt.empty();
    }

    @Override
    public Layers layers(Optional<String> bottom) throws BlockException {
        return new ChildLayers(this, bottom);
    }

    @Override
    public void reached(String event) {
        var open = hold.target().incarnation();
        if (open.isPresent() && open.get().device() instanceof DebugPoints listener) {
            listener.reached(event);
        }
    }

    private <T> Optional<T> device(Class<T> ability) {
        return hold.target().incarnation().flatMap(open -> open.ability(ability));
    }

    @Override
    protected DataChannel channel(OpenDevice open) {
        return open.device();
    }

    @Override
    protected boolean mayWrite(RequestFlags flags) {
        var wanted = hold.wanted();
        return wanted.contains(Permission.WRITE)
                || flags.has(RequestFlags.UNCHANGED) && wanted.contains(Permission.WRITE_UNCHANGED);
    }

    @Override
    protected void beforeWrite(RequestFlags flags, long end) throws IOException {
        if (!mayWrite(flags)) {
            requireAlive();
            throw new BlockException(
                    ErrorKind.READ_ONLY, "node '" + nodeName() + "' is not held for writing");
        }
        if (end > length() && !revoked && hold.wanted().contains(Permission.RESIZE)) {
            hold.target().resizing().growTo(end, this::requireAlive);
        }
    }

    private void requireAlive() throws BlockException {
        if (revoked) {
            throw new BlockException(
                    ErrorKind.GONE, "this hold on node '" + nodeName() + "' was revoked");
        }
    }
}
