package org.blockyard.metrics;

import java.util.List;
import org.blockyard.metrics.figures.BuildFigures;
import org.blockyard.metrics.figures.DriverFigures;
import org.blockyard.metrics.figures.ExportFigures;
import org.blockyard.metrics.figures.Figures;
import org.blockyard.metrics.figures.JobFigures;
import org.blockyard.metrics.figures.NodeFigures;
import org.blockyard.metrics.figures.ProcessFigures;
import org.blockyard.metrics.figures.RuntimeFigures;
import org.blockyard.metrics.text.Exposition;
import org.blockyard.metrics.text.MetricsText;
import org.blockyard.platform.Platform;

/** All figures of one platform. Thread-safe. */
final class MetricsPage implements AutoCloseable {
    private final DriverFigures drivers;
    private final List<Figures> figures;

    MetricsPage(Platform platform) {
        drivers = new DriverFigures(platform.swaps(), platform.events());
        figures =
                List.of(
                        new BuildFigures(platform),
                        new NodeFigures(platform.graph()),
                        new ExportFigures(platform.exports()),
                        new JobFigures(platform.jobs()),
                        drivers,
                        new ProcessFigures(),
                        new RuntimeFigures(platform.buffers()));
    }

    /** The figures now. */
    String text(Exposition form) {
        var text = new MetricsText(form);
        figures.forEach(one -> one.write(text));
        return text.end();
    }

    @Override
    public void close() throws Exception {
        drivers.close();
    }
}
