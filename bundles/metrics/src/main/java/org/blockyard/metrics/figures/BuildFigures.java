package org.blockyard.metrics.figures;

import java.util.ArrayList;
import java.util.TreeMap;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;

/**
 * Which versions are at work.
 *
 * @param platform whose bundles it tells
 */
public record BuildFigures(Platform platform) implements Figures {
    private static final String KERNEL = "org.blockyard.kernel";

    @Override
    public void write(MetricsText out) {
        var contributions = new ArrayList<>(platform.contributions());
        var kernel =
                contributions.stream()
                        .filter(one -> one.bundle().equals(KERNEL))
                        .map(Contribution::version)
                        .findFirst()
                        .orElse("unknown");
        out.family("blockyard_build", Type.INFO, "What this program is.")
                .say(Labels.of("version", kernel, "java", Runtime.version().toString()));
        var bundles = new TreeMap<String, Labels>();
        for (var one : contributions) {
            bundles.put(
                    one.bundle() + " " + one.version(),
                    Labels.of("bundle", one.bundle(), "version", one.version()));
        }
        var family = out.family("blockyard_bundle", Type.INFO, "Bundles that contribute.");
        bundles.values().forEach(family::say);
    }
}
