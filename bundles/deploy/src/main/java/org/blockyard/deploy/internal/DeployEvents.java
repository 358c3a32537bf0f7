package org.blockyard.deploy.internal;

import java.util.List;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The events that tell of deployed files. */
@Provide(services = CommandSet.class, name = "deploy")
public final class DeployEvents implements CommandSet {
    static final String DEPLOYED = "X_BLOCKYARD_BUNDLE_DEPLOYED";
    static final String REMOVED = "X_BLOCKYARD_BUNDLE_REMOVED";
    static final String REFUSED = "X_BLOCKYARD_BUNDLE_REFUSED";

    record Deployed(
            @Option("symbolic name of the bundle") String name,
            @Option("version of the bundle") String version,
            @Option("file it came from") String file) {}

    record Refused(
            @Option("symbolic name of the bundle, if known") String name,
            @Option("version of the bundle, if known") String version,
            @Option("the file") String file,
            @Option("why it is not used") String reason) {}

    @Override
    public List<ManagementCommand> commands() {
        return List.of();
    }

    @Override
    public List<EventType> events() {
        return List.of(
                event(DEPLOYED, "A bundle from the deploy folder is at work", Deployed.class),
                event(REMOVED, "A bundle from the deploy folder is gone", Deployed.class),
                event(REFUSED, "A file in the deploy folder is not used", Refused.class));
    }

    private static EventType event(String name, String doc, Class<? extends Record> data) {
        return new EventType(name, doc, OptionSchema.of(data).type());
    }
}
