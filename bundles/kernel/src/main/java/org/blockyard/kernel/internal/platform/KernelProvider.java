package org.blockyard.kernel.internal.platform;

import java.util.List;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.graph.NodePublisher;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;
import org.blockyard.platform.PlatformProvider;
import org.blockyard.platform.Provide;

/** Makes platforms for tools, which have no framework. */
@Provide(services = PlatformProvider.class, name = "kernel")
public final class KernelProvider implements PlatformProvider {
    @Override
    public Platform start(List<Contribution> contributions) {
        var registry = new ContributionRegistry();
        contributions.forEach(registry::add);
        return new KernelPlatform(registry, new FixedDrivers(registry), NodePublisher.NONE);
    }
}
