package org.blockyard.qmp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.Monitors;
import org.blockyard.option.KeyValues;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;
import org.blockyard.qmp.chardev.CharDevices;
import org.blockyard.qmp.session.Capabilities;
import org.blockyard.qmp.session.Monitor;

/**
 * What this bundle contributes: monitors that speak QMP, and the commands about character devices.
 */
@Provide(
        services = {CommandSet.class, Monitors.class},
        name = "qmp")
public final class QmpMonitors implements CommandSet, Monitors {
    private final CharDevices devices = new CharDevices();
    private final List<Monitor> monitors = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private int unnamed;

    /** How a monitor talks. */
    enum Mode {
        /** For people. */
        READLINE,
        /** QMP. */
        CONTROL
    }

    record Settings(
            @Option("character device to be on") String chardev,
            @Option("id of the monitor") Optional<String> id,
            @Option(value = "readline or control; only control is offered", byDefault = "control")
                    Mode mode,
            @Option(value = "break what is sent into lines for people", byDefault = "off")
                    boolean pretty) {}

    /** No devices and no monitors yet. */
    public QmpMonitors() {}

    @Override
    public List<ManagementCommand> commands() {
        return Stream.concat(
                        Stream.of(new Capabilities()), CharDeviceCommands.over(devices).stream())
                .toList();
    }

    @Override
    public void addChardev(String options) throws IOException {
        devices.add(options);
    }

    @Override
    public void addMonitor(String options, Platform platform) throws IOException {
        var tree = KeyValues.parse(options, Optional.of("chardev"));
        var mode = options.stripLeading().startsWith("{") ? ReadMode.JSON : ReadMode.TEXT;
        var settings = OptionSchema.of(Settings.class).read(tree, mode);
        if (settings.mode() != Mode.CONTROL) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "Only QMP is supported");
        }
        lock.lock();
        try {
            var id = settings.id().orElseGet(() -> "compat_monitor" + unnamed++);
            if (monitors.stream().anyMatch(monitor -> monitor.id().equals(id))) {
                throw new BlockException(ErrorKind.EXISTS, "Duplicate ID '" + id + "' for mon");
            }
            monitors.add(
                    new Monitor(id, devices.use(settings.chardev()), platform, settings.pretty()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<String> chardevHelp(String options) {
        return CharDevices.help(options);
    }

    @Override
    public void close() {
        List<Monitor> ending;
        lock.lock();
        try {
            ending = List.copyOf(monitors);
            monitors.clear();
        } finally {
            lock.unlock();
        }
        ending.forEach(Monitor::close);
        devices.close();
    }
}
