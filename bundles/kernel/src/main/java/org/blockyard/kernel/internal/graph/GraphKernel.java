package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.DrainedSection;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.OpenRequest;
import org.blockyard.graph.Patience;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.monitor.Events;

/** The graph of one platform. */
public final class GraphKernel implements BlockGraph, AutoCloseable {
    private final DriverCatalog drivers;

    /** An empty graph over the drivers of a catalog. */
    public GraphKernel(
            DriverCatalog drivers, Events events, SecretLookup secrets, BufferPool buffers, NodePublisher publisher) {
        this.drivers = drivers;
    }

    @Override
    public BlockNode add(Map<String, Object> definition) throws IOException {
        throw missing();
    }

    @Override
    public BlockNode declare(Map<String, Object> definition, Patience patience) throws IOException {
        throw missing();
    }

    @Override
    public BlockNode open(OpenRequest request) throws IOException {
        throw missing();
    }

    @Override
    public void remove(String nodeName) throws IOException {
        throw missing();
    }

    @Override
    public void apply(List<GraphChange> changes) throws IOException {
        throw missing();
    }

    @Override
    public Optional<BlockNode> find(String nodeName) {
        return Optional.empty();
    }

    @Override
    public BlockNode require(String nodeName) throws IOException {
        throw missing();
    }

    @Override
    public List<BlockNode> nodes() {
        return List.of();
    }

    @Override
    public BlockUser attach(String nodeName, UserRequest request) throws IOException {
        throw missing();
    }

    @Override
    public void resize(String nodeName, long length, Preallocation preallocation) throws IOException {
        throw missing();
    }

    @Override
    public DrainedSection drain(Collection<String> nodeNames) throws IOException {
        throw missing();
    }

    @Override
    public void active(Optional<String> nodeName, boolean active) throws IOException {
        throw missing();
    }

    @Override
    public void create(Map<String, Object> options, Progress progress) throws IOException {
        throw missing();
    }

    @Override
    public void create(String fileName, String format, Map<String, Object> legacyOptions, Progress progress)
            throws IOException {
        throw missing();
    }

    @Override
    public List<DriverInfo> drivers() {
        return drivers.drivers();
    }

    @Override
    public Optional<DriverInfo> driver(String name) {
        return drivers.preferred(name);
    }

    /** Drains, flushes and closes all nodes, parents before children. What fails is logged. Idempotent. */
    @Override
    public void close() {}

    private static BlockException missing() {
        return new BlockException(ErrorKind.UNSUPPORTED, "not there yet");
    }
}
