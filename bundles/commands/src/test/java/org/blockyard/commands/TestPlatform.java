package org.blockyard.commands;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockyard.config.ConfigCommands;
import org.blockyard.crypto.internal.SecretType;
import org.blockyard.deploy.internal.DeployCommands;
import org.blockyard.driver.BlockDriver;
import org.blockyard.export.BlockExportType;
import org.blockyard.export.nbd.Nbd;
import org.blockyard.format.qcow2.Qcow2Driver;
import org.blockyard.format.raw.RawDriver;
import org.blockyard.job.backup.BackupCommands;
import org.blockyard.job.commit.BlockCommit;
import org.blockyard.job.stream.BlockStream;
import org.blockyard.kernel.internal.object.IoThread;
import org.blockyard.kernel.internal.platform.KernelProvider;
import org.blockyard.metrics.MetricsCommands;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.object.ObjectType;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;
import org.blockyard.platform.PlatformProvider;
import org.blockyard.protocol.file.FileDriver;
import org.blockyard.protocol.nothing.NullCoDriver;
import org.blockyard.qmp.QmpMonitors;
import org.blockyard.shell.internal.ShellCommandSet;

/** Platforms out of the kernel and some bundles. */
final class TestPlatform {
    private static final List<Class<?>> SERVICES =
            List.of(
                    CommandSet.class,
                    TransactionActions.class,
                    BlockDriver.class,
                    BlockExportType.class,
                    ObjectType.class,
                    PlatformProvider.class);

    private TestPlatform() {}

    private record Given(String name, Object instance, String bundle) implements Contribution {
        @Override
        public Set<String> services() {
            return SERVICES.stream()
                    .filter(service -> service.isInstance(instance))
                    .map(Class::getName)
                    .collect(Collectors.toSet());
        }

        @Override
        public String version() {
            return "1.2.3";
        }

        @Override
        public <T> T as(Class<T> service) {
            return service.cast(instance);
        }
    }

    /** A platform with commands, drivers, export and object types. */
    static Platform whole() {
        return of(
                new KernelProvider(),
                new StandardCommands(),
                new StandardActions(),
                new QmpMonitors(),
                new Nbd(),
                new SecretType(),
                new IoThread(),
                new FileDriver(),
                new NullCoDriver(),
                new RawDriver(),
                new Qcow2Driver());
    }

    /** A platform with the commands of all bundles and nothing to use them on. */
    static Platform bare() {
        return of(
                new KernelProvider(),
                new StandardCommands(),
                new StandardActions(),
                new QmpMonitors(),
                new Nbd(),
                DeployCommands.described(),
                new ShellCommandSet(),
                new MetricsCommands(),
                new BackupCommands(),
                new ConfigCommands(),
                new BlockCommit(),
                new BlockStream());
    }

    /** A platform out of these contributions. */
    static Platform of(Object... parts) {
        return new KernelProvider()
                .start(Arrays.stream(parts).map(TestPlatform::contribution).toList());
    }

    private static Contribution contribution(Object part) {
        var name =
                switch (part) {
                    case BlockDriver<?> driver -> driver.name();
                    case BlockExportType<?> type -> type.name();
                    case ObjectType<?> type -> type.name();
                    default -> part.getClass().getSimpleName();
                };
        var bundle =
                part instanceof KernelProvider
                        ? "org.blockyard.kernel"
                        : part.getClass().getPackageName();
        return new Given(name, part, bundle);
    }
}
