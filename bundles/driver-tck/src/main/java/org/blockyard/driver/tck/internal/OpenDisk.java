package org.blockyard.driver.tck.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.Lane;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.RequestFlags;
import org.blockyard.platform.Platform;

/** A disk of the driver under test, opened as a node and held by one user. */
public final class OpenDisk implements AutoCloseable {
    private final Platform platform;
    private final BlockNode node;
    private final BlockUser user;
    private final Lane lane;
    private final BlockDevice device;

    OpenDisk(Platform platform, BlockNode node, BlockDevice device) throws IOException {
        this.platform = platform;
        this.node = node;
        this.device = device;
        var wanted = EnumSet.of(Permission.CONSISTENT_READ);
        if (!node.readOnly()) {
            wanted.add(Permission.WRITE);
        }
        var request = new UserRequest("tool", "tck", wanted, EnumSet.allOf(Permission.class));
        this.user = platform.graph().attach(node.name(), request);
        this.lane = user.openLane();
    }

    /** The node. */
    public BlockNode node() {
        return node;
    }

    /** The way through the kernel. */
    public Lane lane() {
        return lane;
    }

    /** Another way through the kernel, to be closed. */
    public Lane openLane() throws IOException {
        return user.openLane();
    }

    /** The driver's device itself, for requests that are as its limits ask. */
    public BlockDevice device() {
        return device;
    }

    /** Reads through the kernel. */
    public byte[] read(long offset, int length) throws IOException {
        var target = ByteBuffer.allocate(length);
        lane.read(offset, target);
        return target.array();
    }

    /** The whole disk, read through the kernel. */
    public byte[] readAll() throws IOException {
        return read(0, Math.toIntExact(lane.length()));
    }

    /** Writes through the kernel. */
    public void write(long offset, byte[] bytes, RequestFlags flags) throws IOException {
        lane.write(offset, ByteBuffer.wrap(bytes), flags);
    }

    /** Fails if the image's own check finds contradictions. */
    public void requireConsistent() throws IOException {
        if (node.has(Checkable.class)) {
            lane.flush();
            var found = new java.util.ArrayList<String>();
            var result =
                    node.with(
                            Checkable.class,
                            image -> image.check(Checkable.Repair.NONE, found::add, Progress.NONE));
            Rule.CHECK.require(
                    result.corruptions() == 0, () -> result.corruptions() + ": " + found);
        }
    }

    /** Changes the disk's length, as an operator does. */
    public void resize(long length) throws IOException {
        platform.graph().resize(node.name(), length, Preallocation.OFF);
    }

    @Override
    public void close() throws IOException {
        lane.close();
        user.close();
        platform.graph().remove(node.name());
    }
}
