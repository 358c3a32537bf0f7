package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.Map;
import org.blockyard.graph.DriverInfo;
import org.blockyard.kernel.internal.driver.DriverListener;
import org.blockyard.kernel.internal.node.Node;

/** stub. */
final class Absences implements DriverListener {
    Absences(Graph graph) {}

    Node declare(Map<String, Object> definition) throws IOException {
        throw new UnsupportedOperationException();
    }

    void retryWaiting() {}

    void close() {}

    @Override
    public void added(DriverInfo driver) {}

    @Override
    public void removing(DriverInfo driver) {}
}
