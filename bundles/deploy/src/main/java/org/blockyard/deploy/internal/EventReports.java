package org.blockyard.deploy.internal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Logs what became of files, one line each, and publishes it as events. */
final class EventReports implements Reports {
    private static final System.Logger LOG = System.getLogger(EventReports.class.getName());

    private final BiConsumer<String, Map<String, Object>> publisher;

    EventReports(BiConsumer<String, Map<String, Object>> publisher) {
        this.publisher = publisher;
    }

    @Override
    public void deployed(String name, String version, Path file) {
        LOG.log(System.Logger.Level.INFO, "deployed " + name + " " + version + " from " + file);
        publisher.accept(DeployEvents.DEPLOYED, data(name, version, file));
    }

    @Override
    public void removed(String name, String version, Path file) {
        LOG.log(System.Logger.Level.INFO, "removed " + name + " " + version + " of " + file);
        publisher.accept(DeployEvents.REMOVED, data(name, version, file));
    }

    @Override
    public void refused(String name, String version, Path file, String reason) {
        LOG.log(System.Logger.Level.ERROR, file + " is not deployed: " + reason);
        var data = data(name, version, file);
        data.put("reason", reason);
        publisher.accept(DeployEvents.REFUSED, data);
    }

    private static Map<String, Object> data(String name, String version, Path file) {
        var data = new LinkedHashMap<String, Object>();
        data.put("name", name);
        data.put("version", version);
        data.put("file", file.toString());
        return data;
    }
}
